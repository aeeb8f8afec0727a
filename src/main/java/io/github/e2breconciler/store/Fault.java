package io.github.e2breconciler.store;

import io.github.e2breconciler.loop.Turns;
import org.jspecify.annotations.Nullable;

/** What a test does to a store: called around each commit, on the writer's thread. */
@FunctionalInterface
public interface Fault {

  /** Lets every commit through. */
  Fault NONE = () -> {};

  /** May block, or throw to make the commit fail as a full disk would. */
  void beforeCommit();

  /** The same once the commit is done, but nobody has heard of it yet. */
  default void afterCommit() {}

  /**
   * Why a store without a lock of its own is not ours any more, as a sentence; null while it is.
   */
  default @Nullable String lockLost() {
    return null;
  }

  /** How those take turns who write. */
  default Turns turns() {
    return Turns.REAL;
  }
}

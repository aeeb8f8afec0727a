package io.github.e2breconciler.store;

/** What a test does to a store: called before each commit, on the writer's thread. */
@FunctionalInterface
public interface Fault {

  /** Lets every commit through. */
  Fault NONE = () -> {};

  /** May block, or throw to make the commit fail as a full disk would. */
  void beforeCommit();
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.loop.Turns;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.testing.VirtualTime;
import io.github.e2breconciler.testing.VirtualTime.Wait;
import io.github.e2breconciler.testing.VirtualTurns;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of the daemon's process. Every thread inside it comes by here wherever it may lose its
 * turn to another: at calls to E2B, around commits and before locks. Once the life is over none of
 * them gets any further than the place where it is.
 */
final class Life implements Fault, VirtualTurns.Waits {

  private final Set<Wait> inside = new LinkedHashSet<>();
  private final VirtualTime time;
  private final Disk disk;
  private final Jitter jitter;
  private final Runnable onCrash;
  private final Turns turns = new VirtualTurns(this);
  private boolean over;
  private boolean buried;

  /**
   * A life that begins.
   *
   * @param onCrash what becomes of the world when it ends by itself
   */
  Life(VirtualTime time, Disk disk, Jitter jitter, Runnable onCrash) {
    this.time = time;
    this.disk = disk;
    this.jitter = jitter;
    this.onCrash = onCrash;
  }

  /** The process is gone, with whoever is inside. */
  void end() {
    over = true;
    List.copyOf(inside).forEach(Wait::wake);
  }

  boolean over() {
    return over;
  }

  /** Nobody is inside any more; what is left of it may be put away. */
  void bury() {
    buried = true;
  }

  /** The process dies here. */
  Crash crash(String where) {
    onCrash.run();
    return new Crash(where);
  }

  /** Lets time pass for the thread that calls. */
  void pass(Duration span) {
    var _ = await(newWait(), span);
  }

  @Override
  public Wait newWait() {
    return time.newWait();
  }

  @Override
  public boolean await(Wait wait, @Nullable Duration atMost) {
    lives();
    var after = over; // whoever puts it away
    inside.add(wait);
    boolean woken;
    try {
      woken = wait.await(atMost);
    } finally {
      inside.remove(wait);
    }
    if (over && !after) { // even if it is buried by now
      throw new Crash("of a process that is gone");
    }
    return woken;
  }

  @Override
  public void beforeLock() {
    loseTurn();
  }

  @Override
  public void beforeCommit() {
    loseTurn();
    if (disk.crashesBefore()) {
      throw crash("before a commit");
    }
    disk.beforeCommit();
  }

  @Override
  public void afterCommit() {
    if (disk.crashesAfter()) {
      throw crash("after a commit that nobody heard of");
    }
    loseTurn();
  }

  @Override
  public @Nullable String lockLost() {
    var since = disk.lockLostAt();
    return since == null ? null : "another daemon may have the store since " + since;
  }

  @Override
  public Turns turns() {
    return turns;
  }

  private void loseTurn() {
    if (buried) {
      return;
    }
    lives();
    var span = jitter.next(time.untilNext());
    if (span != null) {
      pass(span);
    }
  }

  private void lives() {
    if (over && !buried) {
      throw new Crash("of a process that is gone");
    }
  }
}

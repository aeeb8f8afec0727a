package io.github.e2breconciler.simulation;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The disk under the store: sound, flaky, broken, or about to see the process die. */
final class Disk {

  private enum Moment {
    NONE,
    BEFORE,
    AFTER
  }

  private final RandomGenerator random;
  private final Tally tally;
  private double failing;
  private Moment crash = Moment.NONE;
  private @Nullable Instant lockLostAt;

  Disk(RandomGenerator random, Tally tally) {
    this.random = random;
    this.tally = tally;
  }

  /** From now on commits fail with this probability. */
  void fail(double probability) {
    failing = probability;
  }

  boolean broken() {
    return failing >= 1;
  }

  /** The next commit is the last thing the process does: done, or not done. */
  void crashAtNextCommit(boolean done) {
    crash = done ? Moment.AFTER : Moment.BEFORE;
  }

  /** Another may have the store from now on. */
  void loseLock(Instant now) {
    lockLostAt = now;
  }

  /** Who starts takes the lock. */
  void lock() {
    lockLostAt = null;
  }

  /** Since when another may have the store, or null. */
  @Nullable Instant lockLostAt() {
    return lockLostAt;
  }

  /** The process dies in no commit. */
  void spare() {
    crash = Moment.NONE;
  }

  boolean crashesBefore() {
    return crashes(Moment.BEFORE);
  }

  boolean crashesAfter() {
    return crashes(Moment.AFTER);
  }

  private boolean crashes(Moment moment) {
    if (crash != moment) {
      return false;
    }
    crash = Moment.NONE;
    tally.count("crashes-" + (moment == Moment.BEFORE ? "before" : "after") + "-commit");
    return true;
  }

  void beforeCommit() {
    if (failing > 0 && random.nextDouble() < failing) {
      tally.count("store-faults");
      throw new IllegalStateException("the disk is full");
    }
  }
}

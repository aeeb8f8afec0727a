package io.github.e2breconciler.simulation;

import io.github.e2breconciler.store.Fault;
import java.util.random.RandomGenerator;

/** The disk under the store: sound, flaky, broken, or about to see the process die. */
final class Disk implements Fault {

  private final RandomGenerator random;
  private final Tally tally;
  private double failing;
  private boolean crashing;

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

  /** The next commit is the last thing the process does, and is not done. */
  void crashAtNextCommit() {
    crashing = true;
  }

  void restarted() {
    crashing = false;
  }

  @Override
  public void beforeCommit() {
    if (crashing) {
      throw new Crash(Crash.PRESENT, "in a commit");
    }
    if (failing > 0 && random.nextDouble() < failing) {
      tally.count("store-faults");
      throw new IllegalStateException("the disk is full");
    }
  }
}

package io.github.e2breconciler.simulation;

import java.io.Serial;

/** The end of the daemon's process: an error, so that nothing of the daemon's handles it. */
final class Crash extends Error {

  @Serial private static final long serialVersionUID = 1L;

  /** Whatever life the daemon lives. */
  static final int PRESENT = -1;

  private final int generation;

  Crash(int generation, String where) {
    super(where, null, false, false);
    this.generation = generation;
  }

  /** Which life of the daemon this ends, or {@link #PRESENT}. */
  int generation() {
    return generation;
  }
}

package io.github.e2breconciler.simulation;

import java.io.Serial;

/** The end of the daemon's process: an error, so that nothing of the daemon's handles it. */
final class Crash extends Error {

  @Serial private static final long serialVersionUID = 1L;

  Crash(String where) {
    super(where, null, false, false);
  }
}

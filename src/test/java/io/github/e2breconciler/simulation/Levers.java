package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulator.Faults;

/**
 * Everything by which a run is made hard.
 *
 * @param worst how bad it may get
 */
record Levers(
    Faults faults,
    Line.Control line,
    Disk disk,
    Jitter jitter,
    MachineClock clock,
    Weather.Level worst) {

  /** As good as it gets. */
  void release() {
    faults.clear();
    line.crash = null;
    disk.fail(0);
    jitter.end();
    disk.spare();
  }
}

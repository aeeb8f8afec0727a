package io.github.e2breconciler.simulation;

import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import org.jspecify.annotations.Nullable;

/**
 * What changed at E2B between a final read and its request: nobody's fault, and counted by kind.
 */
final class SinceRead {

  private SinceRead() {}

  /**
   * Counts it.
   *
   * @param now what there is in truth, or null for nothing
   */
  static void count(Tally tally, SandboxRow read, @Nullable SimulatedSandbox now) {
    var kind = kind(read, now);
    if (kind != null) {
      tally.count("since-the-final-read-" + kind);
    }
  }

  private static @Nullable String kind(SandboxRow read, @Nullable SimulatedSandbox now) {
    if (now == null) {
      return "ended";
    }
    if (!Sandbox.sameExecution(now.startedAt(), read.startedAt())) {
      return "resumed";
    }
    if (now.paused() != (read.state() == State.PAUSED)) {
      return "paused";
    }
    return now.endAt().equals(read.endAt()) ? null : "extended";
  }
}

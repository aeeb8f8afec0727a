package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;

/**
 * A pause or kill that somebody asked for and that took effect, whatever the answer was.
 *
 * @param sequence counts the team's interventions from 1
 */
public record Intervention(long sequence, SandboxId sandbox, Kind kind, Asker by, Instant at) {

  /** What was done to it. */
  public enum Kind {
    PAUSED,
    KILLED
  }
}

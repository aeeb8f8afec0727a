package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A seed that does not repeat itself is no use to who looks into it. */
final class RepeatabilityTest {

  private static final long SEED = 8;

  @Test
  void seedRepeatsItselfToTheLetter() {
    try (var _ = new Complaints()) { // hushes the log
      assertThat(SimulatedRun.digest(SEED)).isEqualTo(SimulatedRun.digest(SEED));
    }
  }
}

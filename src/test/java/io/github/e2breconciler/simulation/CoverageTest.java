package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CoverageTest {

  private final Tally tally = new Tally();

  @Test
  void namesWhatNeverHappened() {
    assertThat(Coverage.missing(tally))
        .contains(
            "kills",
            "refused-by-unowned",
            "verdict-wait",
            "webhook-forged",
            "fault-kill-NodeUnreachable",
            "race-pause-heartbeat");
  }

  @Test
  void namesNothingOnceAllHappened() {
    Coverage.missing(tally).forEach(tally::count);

    assertThat(Coverage.missing(tally)).isEmpty();
  }
}

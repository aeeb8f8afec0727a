package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CoverageTest {

  private final Tally tally = new Tally();

  @Test
  void namesWhatNeverHappened() {
    assertThat(Coverage.missing(tally))
        .contains("kills", "webhook-forged", "fault-kill-NodeUnreachable", "race-pause-heartbeat");
  }

  @Test
  void namesWhatTheDaemonCountsAndNeverDid() {
    tally.expect("refused-by-a-new-guard");
    tally.expect("verdict-wait");
    tally.count("verdict-wait");

    assertThat(Coverage.missing(tally))
        .contains("refused-by-a-new-guard")
        .doesNotContain("verdict-wait");
  }

  @Test
  void doesNotNameTheGuardThatIsAskedInVain() {
    tally.expect("refused-by-scope");

    assertThat(Coverage.missing(tally)).doesNotContain("refused-by-scope");
  }

  @Test
  void namesNothingOnceAllHappened() {
    Coverage.missing(tally).forEach(tally::count);

    assertThat(Coverage.missing(tally)).isEmpty();
  }
}

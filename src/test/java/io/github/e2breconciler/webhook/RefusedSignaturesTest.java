package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RefusedSignaturesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final RefusedSignatures refused = new RefusedSignatures();

  @Test
  void tellsFirstAtOnceAndOthersOnceAMinute() {
    assertThat(refused.refused(NOW)).isOne();
    assertThat(refused.refused(NOW.plusSeconds(1))).isZero();
    assertThat(refused.refused(NOW.plusSeconds(59))).isZero();
    assertThat(refused.refused(NOW.plus(RefusedSignatures.QUIET))).isEqualTo(3);
    assertThat(refused.refused(NOW.plusSeconds(61))).isZero();
  }

  @Test
  void tellsAgainByAClockThatWasSetBack() {
    assertThat(refused.refused(NOW)).isOne();
    assertThat(refused.refused(NOW.minusSeconds(3_600))).isOne();
  }
}

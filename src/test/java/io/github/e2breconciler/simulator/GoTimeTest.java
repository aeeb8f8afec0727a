package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-08-21T20:00:22Z",
        "2026-08-21T20:00:22.5Z",
        "2026-08-21T20:00:22.0001Z",
        "2026-08-21T20:00:22.12345678Z",
        "2026-08-21T20:00:22.123456789Z"
      })
  void leavesOutZerosAtTheEnd(String text) {
    assertThat(GoTime.text(Instant.parse(text))).isEqualTo(text);
  }
}

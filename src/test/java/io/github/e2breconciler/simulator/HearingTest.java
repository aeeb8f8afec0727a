package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HearingTest {

  private static final Instant NOW = Instant.parse("2026-03-14T09:26:53Z");

  private final RuntimeException refused = new IllegalStateException("connection refused");
  private final Hearing hearing = new Hearing();

  @Test
  void complainsOnceAMinuteHoweverManyAreUnheard() {
    assertThat(hearing.unheard(NOW, refused)).isTrue();
    assertThat(hearing.unheard(NOW, refused)).isFalse();
    assertThat(hearing.unheard(NOW.plus(Duration.ofMinutes(1)).minusNanos(1), refused)).isFalse();
    assertThat(hearing.unheard(NOW.plus(Duration.ofMinutes(1)), refused)).isTrue();
  }

  @Test
  void complainsAtOnceAfterItWasHeard() {
    hearing.unheard(NOW, refused);
    hearing.heard();

    assertThat(hearing.unheard(NOW.plusSeconds(1), refused)).isTrue();
  }
}

package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SignatureBurstTest {

  private final FakeClock clock = new FakeClock();
  private final SignatureBurst burst = new SignatureBurst();

  @Test
  void fiveWithinMinuteMakeOne() {
    assertThat(refused(4)).isZero();
    assertThat(refused(1)).isOne();
    assertThat(refused(1_000)).isZero();
  }

  @Test
  void oneEventWithItsRetriesMakesNone() {
    assertThat(refused(4)).isZero();
    clock.advance(SignatureBurst.WINDOW);
    assertThat(refused(4)).isZero();
  }

  @Test
  void nextMinuteMayMakeAnother() {
    refused(5);
    clock.advance(SignatureBurst.WINDOW.minusNanos(1));
    assertThat(refused(5)).isZero();
    clock.advance(Duration.ofNanos(1));
    assertThat(refused(5)).isOne();
  }

  @Test
  void doesNotWaitForClockThatWasSetBack() {
    refused(5);
    clock.jump(Duration.ofDays(-1));
    assertThat(refused(5)).isOne();
  }

  private int refused(int times) {
    var bursts = 0;
    for (var i = 0; i < times; i++) {
      bursts += burst.refused(clock.instant()) ? 1 : 0;
    }
    return bursts;
  }
}

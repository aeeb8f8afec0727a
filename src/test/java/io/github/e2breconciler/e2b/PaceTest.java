package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.Pace.Turn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final ManualTempo tempo = new ManualTempo();
  private final Pace pace = new Pace(10, Duration.ofSeconds(2), tempo::nanos);

  @Test
  void spacesReadsEvenly() {
    assertThat(pace.take(Operation.LIST)).isEqualTo(new Turn(true, Duration.ZERO));
    assertThat(pace.take(Operation.LIST)).isEqualTo(new Turn(false, INTERVAL));

    tempo.advance(INTERVAL);

    assertThat(pace.take(Operation.LIST)).isEqualTo(new Turn(true, Duration.ZERO));
  }

  @Test
  void letsAnActionPassAllWaitingReads() {
    pace.take(Operation.LIST);
    for (var i = 0; i < 100; i++) {
      assertThat(pace.take(Operation.READ).taken()).isFalse();
    }

    assertThat(pace.take(Operation.KILL)).isEqualTo(new Turn(true, INTERVAL));
    assertThat(pace.take(Operation.PAUSE)).isEqualTo(new Turn(true, INTERVAL.multipliedBy(2)));
  }

  @Test
  void makesReadsWaitBehindActions() {
    pace.take(Operation.KILL);
    pace.take(Operation.KILL);

    tempo.advance(INTERVAL);

    assertThat(pace.take(Operation.READ)).isEqualTo(new Turn(false, INTERVAL));
  }

  @Test
  void neverExceedsTheRateInAll() {
    var taken = 0;
    for (var millis = 0; millis < 10_000; millis += 7) {
      taken += pace.take(Operation.READ).taken() ? 1 : 0;
      if (millis % 5 == 0) {
        taken += pace.take(Operation.KILL).taken() ? 1 : 0;
      }
      tempo.advance(Duration.ofMillis(7));
    }

    assertThat(taken).isBetween(99, 121); // actions may have taken turns up to 2 s ahead
  }

  @Test
  void promisesNoTurnThatIsTooFarAhead() {
    for (var i = 0; i < 21; i++) {
      assertThat(pace.take(Operation.KILL).taken()).isTrue();
    }

    assertThat(pace.take(Operation.KILL).taken()).isFalse();
  }

  @Test
  void isSilentWhileHeld() {
    pace.hold(Duration.ofSeconds(5));
    pace.hold(Duration.ofSeconds(1)); // a shorter wish does not shorten the first

    tempo.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(pace.take(Operation.KILL)).isEqualTo(new Turn(false, Duration.ofNanos(1)));

    tempo.advance(Duration.ofNanos(1));
    assertThat(pace.take(Operation.KILL).taken()).isTrue();
  }

  @Test
  void doesNotBelieveInVeryLongHolds() {
    pace.hold(Duration.ofDays(365));

    assertThat(pace.take(Operation.READ)).isEqualTo(new Turn(false, Pace.LONGEST_HOLD));
  }
}

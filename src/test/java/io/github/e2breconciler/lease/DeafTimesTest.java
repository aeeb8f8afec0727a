package io.github.e2breconciler.lease;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.lease.DeafTimes.Span;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DeafTimesTest {

  private static final Instant START = FakeClock.START;

  @Test
  void countsWhatCameSince() {
    var times = DeafTimes.NONE.with(at(10), at(20)).with(at(30), at(40));

    assertThat(times.since(at(0))).isEqualTo(Duration.ofSeconds(20));
    assertThat(times.since(at(15))).isEqualTo(Duration.ofSeconds(15));
    assertThat(times.since(at(20))).isEqualTo(Duration.ofSeconds(10));
    assertThat(times.since(at(39))).isEqualTo(Duration.ofSeconds(1));
    assertThat(times.since(at(40))).isZero();
  }

  /** As when the clock was set back while we were down: all before is one such time, once. */
  @Test
  void countsWhatOverlapsOnce() {
    var times =
        DeafTimes.NONE
            .with(at(10), at(20))
            .with(at(30), at(40))
            .with(at(15), at(35))
            .with(at(50), at(60));
    assertThat(times.since(at(0))).isEqualTo(Duration.ofSeconds(40));

    assertThat(times.with(Instant.EPOCH, at(45)).since(at(0))).isEqualTo(Duration.ofSeconds(55));
    assertThat(times.with(at(0), at(5)).spans()).isSortedAccordingTo(comparing(Span::from));
  }

  @Test
  void canBeWritten() {
    var times = DeafTimes.NONE.with(at(10), at(20)).with(at(30), at(40));

    assertThat(DeafTimes.parse(times.toString())).isEqualTo(times);
    assertThat(DeafTimes.parse(DeafTimes.NONE.toString())).isEqualTo(DeafTimes.NONE);
  }

  /** What is forgotten is where they end, never that nobody was heard. */
  @Test
  void takesTheOldestForOneRatherThanGrow() {
    var times = DeafTimes.NONE;
    for (var i = 0L; i < 3 * DeafTimes.MOST; i++) {
      times = times.with(at(10 * i), at(10 * i + 1));
    }

    assertThat(times.spans()).hasSize(DeafTimes.MOST);
    var oldest = times.spans().getFirst();
    assertThat(oldest.from()).isEqualTo(START);
    var others = Duration.ofSeconds(DeafTimes.MOST - 1);
    assertThat(times.since(oldest.until())).isEqualTo(others);
    assertThat(times.since(START)).isEqualTo(Duration.between(START, oldest.until()).plus(others));
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}

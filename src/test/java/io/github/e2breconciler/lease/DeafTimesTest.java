package io.github.e2breconciler.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DeafTimesTest {

  private static final Instant START = FakeClock.START;

  @Test
  void countsWhatLiesWithin() {
    var times = DeafTimes.NONE.with(at(10), at(20)).with(at(30), at(40));

    assertThat(times.within(at(0), at(50))).isEqualTo(Duration.ofSeconds(20));
    assertThat(times.within(at(15), at(35))).isEqualTo(Duration.ofSeconds(10));
    assertThat(times.within(at(20), at(30))).isZero();
    assertThat(times.within(at(12), at(13))).isEqualTo(Duration.ofSeconds(1));
    assertThat(times.within(at(50), at(0))).isZero();
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
    assertThat(times.within(START, oldest.until()))
        .isEqualTo(Duration.between(START, oldest.until()));
    assertThat(times.within(oldest.until(), at(30L * DeafTimes.MOST)))
        .isEqualTo(Duration.ofSeconds(DeafTimes.MOST - 1));
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}

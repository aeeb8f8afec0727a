package io.github.e2breconciler.day;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Durations, and what share of them is no longer than which. Not thread-safe. */
public final class Delays {

  private long[] micros = new long[64];
  private int count;

  void add(Duration delay) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = TimeUnit.MICROSECONDS.convert(delay);
  }

  void clear() {
    count = 0;
  }

  public int count() {
    return count;
  }

  /** What {@code share} of them did not exceed; zero where there are none. */
  public Duration at(double share) {
    if (count == 0) {
      return Duration.ZERO;
    }
    var sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return Duration.of(sorted[Math.max(0, (int) Math.ceil(share * count) - 1)], MICROS);
  }

  public Duration longest() {
    return at(1);
  }
}

package io.github.e2breconciler.cost;

import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What sandboxes cost, in nano-dollars.
 *
 * <p>All of it is an estimate: E2B has no billing API, so these are list prices times allocated
 * resources times wall time. A size that we do not know counts nothing, for a guess would be taken
 * for a measurement. Paused sandboxes are free. Pure; any thread.
 */
public final class CostModel {

  private static final int MIB_PER_GIB = 1_024;
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int MILLIS_PER_SECOND = 1_000;

  private final Prices prices;

  public CostModel(Prices prices) {
    this.prices = prices;
  }

  /** The rate of a running sandbox; 0 for an unknown size. */
  public long nanoDollarsPerHour(@Nullable Size size) {
    return size == null ? 0 : costOf(size, Duration.ofSeconds(SECONDS_PER_HOUR));
  }

  /** What a run cost, or will have; 0 for an unknown size and for an end before its start. */
  public long nanoDollarsBetween(@Nullable Size size, Instant from, Instant to) {
    return size == null || !to.isAfter(from) ? 0 : costOf(size, Duration.between(from, to));
  }

  /**
   * What ending a run early saves: its rate from its end to the end that it would have had.
   *
   * <p>That is {@code endAt}. For a run already past it, or without one, it is the longest run that
   * the plan allows: E2B failed to end it, and nothing else was going to.
   *
   * @param endAt the planned end, or null while unknown
   * @return never negative; 0 for an unknown size
   */
  public long savedNanoDollars(
      @Nullable Size size, Instant startedAt, @Nullable Instant endAt, Instant endedAt) {
    var end =
        endAt == null || !endAt.isAfter(endedAt) ? startedAt.plus(prices.longestRun()) : endAt;
    return nanoDollarsBetween(size, endedAt, end);
  }

  /** Rounds down to a nano-dollar; what does not fit is the greatest that does. */
  private long costOf(Size size, Duration duration) {
    try {
      // Times 1,024, so that memory in MiB stays whole.
      var rate =
          Math.addExact(
              Math.multiplyExact(
                  prices.nanoDollarsPerVcpuSecond(), (long) size.vcpus() * MIB_PER_GIB),
              Math.multiplyExact(prices.nanoDollarsPerGibSecond(), (long) size.memoryMib()));
      var seconds = Math.multiplyExact(rate, duration.toSeconds());
      var rest = Math.multiplyExact(rate, duration.toMillisPart()) / MILLIS_PER_SECOND;
      return Math.addExact(seconds, rest) / MIB_PER_GIB;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}

package io.github.e2breconciler.e2b;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The rate of one account's calls: evenly spaced, actions before reads, silent while E2B asks us to
 * wait.
 *
 * <p>One limiter serves both classes. An action takes the next free turn, also one still to come; a
 * read takes only a turn that is free now, and otherwise is told when to ask again. So reads never
 * stand in front of an action, however many wait: an action waits for the actions before it and for
 * one turn at most. Safe for many threads; nobody waits in here.
 */
final class Pace {

  /** The longest that a {@code Retry-After} may silence us; what asks for more is not believed. */
  static final Duration LONGEST_HOLD = Duration.ofMinutes(2);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LongSupplier nanos;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final AtomicRateLimiter turns;

  @GuardedBy("lock")
  private long heldUntilNanos;

  /** {@code farthest} is how far ahead an action may take its turn. */
  Pace(int callsPerSecond, Duration farthest, LongSupplier nanos) {
    this.nanos = nanos;
    heldUntilNanos = nanos.getAsLong();
    var config =
        RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(SECOND.dividedBy(callsPerSecond))
            .timeoutDuration(farthest)
            .build();
    turns = new AtomicRateLimiter("calls", config, nanos::getAsLong);
  }

  /**
   * The answer to who wants to call.
   *
   * @param taken the turn is theirs once {@code pause} has passed; otherwise ask again then
   */
  record Turn(boolean taken, Duration pause) {}

  /** Takes a turn for {@code operation}, or says when to ask again. */
  Turn take(Operation operation) {
    synchronized (lock) {
      var held = heldUntilNanos - nanos.getAsLong();
      if (held > 0) {
        return new Turn(false, Duration.ofNanos(held));
      }
      var wait = turns.getDetailedMetrics().getNanosToWait();
      if (wait > 0 && !operation.action()) {
        return new Turn(false, Duration.ofNanos(wait));
      }
      var reserved = turns.reservePermission();
      return reserved < 0
          ? new Turn(false, Duration.ofNanos(wait))
          : new Turn(true, Duration.ofNanos(reserved));
    }
  }

  /** Nothing leaves for {@code pause} from now, at most {@link #LONGEST_HOLD}. */
  void hold(Duration pause) {
    var bounded = pause.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : pause;
    synchronized (lock) {
      var until = nanos.getAsLong() + bounded.toNanos();
      if (until - heldUntilNanos > 0) {
        heldUntilNanos = until;
      }
    }
  }
}

package io.github.e2breconciler.e2b;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Elapsed time, waiting, chance and deadlines, as the adapter to E2B sees them.
 *
 * @param nanos elapsed time from any origin; unlike the wall clock it never steps
 * @param random spreads the retries
 */
record Tempo(LongSupplier nanos, Sleeper sleeper, RandomGenerator random, Deadlines deadlines) {

  /** A way to let time pass. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  static Tempo real(LongSupplier nanos) {
    return new Tempo(nanos, Tempo::await, RandomGenerator.getDefault(), Deadlines.DEFAULT);
  }

  /** The elapsed time as a clock for a library that wants one; its dates mean nothing. */
  Clock monotonicClock() {
    var origin = nanos.getAsLong();
    InstantSource source = () -> Instant.EPOCH.plusNanos(nanos.getAsLong() - origin);
    return source.withZone(ZoneOffset.UTC);
  }

  /** What is left until {@code nanos() == until}; zero or negative when it has passed. */
  Duration left(long until) {
    return Duration.ofNanos(until - nanos.getAsLong());
  }

  private static void await(Duration pause) throws InterruptedException {
    var never = new CountDownLatch(1);
    if (never.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("nobody counts this down");
    }
  }
}

package io.github.e2breconciler.simulator;

import java.time.Duration;

/**
 * How a fleet lives.
 *
 * @param size about how many sandboxes run at a time
 * @param lease how long a heartbeat lasts; five are sent in that time
 * @param crashEvery how often a worker crashes and leaks its sandboxes, on average
 * @param overrunEvery how often a job's sandbox outlives its end because E2B forgets it, on average
 * @param stopLeakingAfter from the first step on; nothing leaks later
 */
public record FleetSettings(
    int size,
    long seed,
    Duration lease,
    Duration crashEvery,
    Duration overrunEvery,
    Duration stopLeakingAfter) {

  private static final int SMALLEST = 5;
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  public FleetSettings {
    if (size < SMALLEST) {
      throw new IllegalArgumentException("a fleet has at least " + SMALLEST + ", not " + size);
    }
    requirePositive("lease", lease);
    requirePositive("crashEvery", crashEvery);
    requirePositive("overrunEvery", overrunEvery);
  }

  /** The demo's fleet: 20 sandboxes, leases of 5 s, a leak about every 5 s, without end. */
  public static FleetSettings demo(long seed) {
    return new FleetSettings(
        20, seed, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(8), FOR_EVER);
  }

  public FleetSettings withStopLeakingAfter(Duration value) {
    return new FleetSettings(size, seed, lease, crashEvery, overrunEvery, value);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is not positive: " + value);
    }
  }
}

package io.github.e2breconciler.simulator;

import java.time.Duration;

/**
 * How a workload lives.
 *
 * @param size about how many sandboxes are alive at a time, 5 to 100,000
 * @param meanLife of a sandbox in use; most live shorter, few much longer
 * @param ownerLife how long an owner lives until it crashes and leaks what it has, on average
 * @param lease how long a heartbeat of an owner lasts; five are sent in that time
 * @param leakShare how many of the started leak some other way, from 0 to 1
 * @param day how much arrivals swing with the hour around their mean, from 0 to 1; most at 15:00
 *     UTC
 */
public record WorkloadSettings(
    int size,
    long seed,
    Duration meanLife,
    Duration ownerLife,
    Duration lease,
    double leakShare,
    double day) {

  public static final int SMALLEST = 5;
  public static final int LARGEST = 100_000;

  /** Up to here something is to be seen every few seconds, as in a rehearsal. */
  private static final int SMALL = 200;

  public WorkloadSettings {
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException(
          "a fleet has " + SMALLEST + " to " + LARGEST + " sandboxes, not " + size);
    }
    requirePositive("meanLife", meanLife);
    requirePositive("ownerLife", ownerLife);
    requirePositive("lease", lease);
    requireShare("leakShare", leakShare);
    requireShare("day", day);
  }

  /** Quick lives for a small fleet, an hour a sandbox for a large one. */
  public static WorkloadSettings of(int size, long seed) {
    return size <= SMALL
        ? new WorkloadSettings(
            size,
            seed,
            Duration.ofMinutes(2),
            Duration.ofMinutes(4),
            Duration.ofSeconds(30),
            0.1,
            0)
        : new WorkloadSettings(
            size,
            seed,
            Duration.ofHours(1),
            Duration.ofHours(12),
            Duration.ofMinutes(5),
            0.02,
            0.5);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is not positive: " + value);
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is no share: " + value);
    }
  }
}

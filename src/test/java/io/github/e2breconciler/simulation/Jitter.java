package io.github.e2breconciler.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When a thread loses its turn to others, and for how long: the other half of a race. */
final class Jitter {

  private static final double[] CHANCES = {0, 0.01, 0.05, 0.25};

  /** Once in so many losses a thread, or its disk, stands still for seconds. */
  private static final int STALLS = 400;

  /** How long a turn is lost at most: what another thread takes, a busy machine, a slow disk. */
  private static final Duration[] LENGTHS = {
    Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofSeconds(3)
  };

  private static final Duration NEAR = Duration.ofSeconds(2);

  private final RandomGenerator random;
  private final Tally tally;
  private final double chance;
  private final Duration longest;
  private boolean calm;

  Jitter(RandomGenerator random, Tally tally) {
    this.random = random;
    this.tally = tally;
    this.chance = CHANCES[random.nextInt(CHANCES.length)];
    this.longest = LENGTHS[random.nextInt(LENGTHS.length)];
  }

  /** From now on nobody loses a turn. */
  void end() {
    calm = true;
  }

  /**
   * For how long this turn is lost.
   *
   * @param untilNext until somebody else is due, or null if nobody is
   * @return null if it is not
   */
  @Nullable Duration next(@Nullable Duration untilNext) {
    if (calm || random.nextDouble() >= chance) {
      return null;
    }
    tally.count("turns-lost");
    if (random.nextInt(STALLS) == 0) {
      tally.count("threads-stalled");
      return Duration.ofMillis(random.nextLong(9_000));
    }
    if (untilNext != null && untilNext.compareTo(NEAR) < 0 && random.nextBoolean()) {
      return untilNext; // chance decides who is first
    }
    return Duration.ofNanos(random.nextLong(longest.toNanos()));
  }
}

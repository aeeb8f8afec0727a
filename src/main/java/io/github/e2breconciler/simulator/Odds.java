package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.ConfigReader;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a fault strikes.
 *
 * @param probability from 0 to 1, at every occasion
 * @param from since its plan came into force
 * @param length from then on, or null for without end
 */
record Odds(double probability, Duration from, @Nullable Duration length) {

  private static final Duration LONGEST = Duration.ofDays(365);

  static Odds read(ConfigReader in) {
    var probability = in.percent("probability", 100, 0, 100) / 100.0;
    var from = in.duration("from", Duration.ZERO, Duration.ZERO, LONGEST);
    var length = in.has("for") ? in.duration("for", LONGEST, Duration.ofMillis(1), LONGEST) : null;
    return new Odds(probability, from, length);
  }

  /** Whether its time is now. */
  boolean open(Duration sinceStart) {
    return sinceStart.compareTo(from) >= 0
        && (length == null || sinceStart.compareTo(from.plus(length)) < 0);
  }

  /** Whether it strikes; draws only while its time is. */
  boolean strike(Duration sinceStart, RandomGenerator random) {
    return open(sinceStart) && drawn(random);
  }

  /** Whether it strikes where its time is now. */
  boolean drawn(RandomGenerator random) {
    return probability >= 1 || random.nextDouble() < probability;
  }
}

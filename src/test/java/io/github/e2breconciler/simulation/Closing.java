package io.github.e2breconciler.simulation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.random.RandomGenerator;

/**
 * A stretch of the day in which a window is shut; none where it ends when it begins.
 *
 * @param from first minute of the day that is shut
 * @param to first minute that is open again
 */
record Closing(int from, int to) {

  static final Closing NEVER = new Closing(0, 0);

  /** One that is over before a run may end calm, or none. */
  static Closing draw(RandomGenerator random) {
    if (random.nextInt(4) > 0) {
      return NEVER;
    }
    var from = 15 + random.nextInt(30);
    return new Closing(from, from + 3 + random.nextInt(18));
  }

  /** Whether it is shut then. */
  boolean holds(Instant at) {
    var minute = at.atZone(ZoneOffset.UTC).get(ChronoField.MINUTE_OF_DAY);
    return from <= minute && minute < to;
  }

  /**
   * The window, as the configuration has it: open from its end, past midnight, to its beginning.
   */
  String window() {
    return equals(NEVER)
        ? "{}"
        : "{zone: UTC, hours: %02d:%02d-%02d:%02d}"
            .formatted(to / 60, to % 60, from / 60, from % 60);
  }
}

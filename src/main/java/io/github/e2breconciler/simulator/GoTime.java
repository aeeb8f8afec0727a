package io.github.e2breconciler.simulator;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as Go writes them: to the nanosecond, without zeros at the end of a fraction. */
final class GoTime {

  private static final int AS_MANY_AS_NEEDED = -1;
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder().appendInstant(AS_MANY_AS_NEEDED).toFormatter();

  private GoTime() {}

  static String text(Instant time) {
    return FORMAT.format(time);
  }
}

package io.github.e2breconciler.config;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static java.time.temporal.ChronoUnit.MILLIS;
import static java.time.temporal.ChronoUnit.MINUTES;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Durations {

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of("ms", MILLIS, "s", SECONDS, "m", MINUTES, "h", HOURS, "d", DAYS);

  private Durations() {}

  /**
   * Reads a whole number and its unit ({@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code
   * 1d}, a day being 24 hours) or ISO-8601 ({@code PT1H30M}).
   *
   * @return never negative
   * @throws IllegalArgumentException if it is neither, or negative, or beyond what a duration holds
   */
  public static Duration parse(String text) {
    var matcher = SHORT.matcher(text);
    try {
      if (matcher.matches()) {
        var unit = Objects.requireNonNull(UNITS.get(matcher.group(2)));
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
      }
      var duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  /** The shortest spelling that {@link #parse} reads back: {@code 90s}, {@code 2h}, {@code 1d}. */
  public static String format(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toString();
    }
    if (duration.toNanosPart() != 0) {
      return duration.toMillis() + "ms";
    }
    var seconds = duration.toSeconds();
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String refusal(String text) {
    return "not a duration: " + text + " (say 500ms, 30s, 5m, 2h, 1d or PT1H30M)";
  }
}

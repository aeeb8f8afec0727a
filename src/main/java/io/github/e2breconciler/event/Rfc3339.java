package io.github.e2breconciler.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads times as {@link Instant#parse} does, the common form in UTC a good deal faster.
 *
 * <p>The year has four digits: more would overflow epoch milliseconds.
 */
final class Rfc3339 {

  private static final String FORM = "0000-00-00T00:00:00"; // 0: a digit
  private static final int MAX_LENGTH = 45;
  private static final int NANO_DIGITS = 9;
  private static final int DAY_SECONDS = 24 * 60 * 60;

  private Rfc3339() {}

  /** The time, or null where the text is none. */
  static @Nullable Instant parse(String text) {
    if (text.length() > MAX_LENGTH || !formed(text, "0000-")) {
      return null;
    }
    try {
      return plain(text) ? read(text) : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Whether it is in UTC, with at most nanoseconds and no leap second. */
  private static boolean plain(String text) {
    var end = text.length() - 1;
    if (!formed(text, FORM) || text.charAt(end) != 'Z') {
      return false;
    }
    if (number(text, 11, 2) > 23 || number(text, 14, 2) > 59 || number(text, 17, 2) > 59) {
      return false;
    }
    var fraction = end - FORM.length() - 1; // its digits, or -1 where not even the point is there
    if (fraction == -1) {
      return true;
    }
    return fraction <= NANO_DIGITS
        && text.charAt(FORM.length()) == '.'
        && formed(text.substring(FORM.length() + 1, end), "0".repeat(Math.max(1, fraction)));
  }

  private static Instant read(String text) {
    var day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
    var seconds = number(text, 11, 2) * 3600 + number(text, 14, 2) * 60 + number(text, 17, 2);
    var digits = Math.max(0, text.length() - FORM.length() - 2);
    var nanos = number(text, FORM.length() + 1, digits);
    for (var i = digits; i < NANO_DIGITS; i++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(day.toEpochDay() * DAY_SECONDS + seconds, nanos);
  }

  /** Whether the text begins like {@code form}. */
  private static boolean formed(String text, String form) {
    if (text.length() < form.length()) {
      return false;
    }
    for (var i = 0; i < form.length(); i++) {
      var c = text.charAt(i);
      if (form.charAt(i) == '0' ? c < '0' || c > '9' : c != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int digits) {
    var number = 0;
    for (var i = from; i < from + digits; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}

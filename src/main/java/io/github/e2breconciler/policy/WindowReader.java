package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.ConfigReader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A window as the configuration spells it; what is wrong with it is noted there. */
final class WindowReader {

  private static final String TIME = "([01][0-9]|2[0-4]):([0-5][0-9])";
  private static final Pattern HOURS = Pattern.compile(TIME + "-" + TIME);
  private static final int DAY = 1_440; // minutes

  private WindowReader() {}

  private record Hours(int opens, int closes) {}

  static Window read(ConfigReader in) {
    var days = in.choices("days", Window.week(), Window.week(), Window::label);
    if (days.isEmpty() && in.texts("days", List.of()).isEmpty()) {
      in.problem("days", "has none");
    }
    @Nullable Hours hours = hours(in);
    @Nullable ZoneId zone = zone(in);
    return days.isEmpty() || hours == null || zone == null
        ? Window.ALWAYS // a mistake, with which nothing starts
        : new Window(Set.copyOf(days), hours.opens(), hours.closes(), zone);
  }

  private static @Nullable Hours hours(ConfigReader in) {
    var text = in.text("hours", "00:00-24:00");
    var matcher = HOURS.matcher(text);
    if (!matcher.matches()) {
      in.problem("hours", "is not of the form 09:00-17:00: " + text);
      return null;
    }
    var opens = minute(matcher, 1);
    var last = minute(matcher, 3);
    var closes = last == 0 && opens > 0 ? DAY : last; // who writes 00:00-00:00 may mean never
    if (opens >= DAY || closes > DAY) {
      in.problem("hours", "goes beyond 24:00: " + text);
      return null;
    }
    if (opens == closes) {
      in.problem("hours", "ends when it begins: " + text);
      return null;
    }
    return new Hours(opens, closes);
  }

  private static int minute(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group)) * 60 + Integer.parseInt(matcher.group(group + 1));
  }

  /** Hours of no named place would be the machine's own, which the file does not show. */
  private static @Nullable ZoneId zone(ConfigReader in) {
    var text = in.text("zone", "UTC");
    if (!in.has("zone") && (in.has("days") || in.has("hours"))) {
      in.problem("zone", "is missing: say Europe/Berlin, or UTC");
      return null;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      in.problem("zone", "is not a time zone: " + text);
      return null;
    }
  }
}

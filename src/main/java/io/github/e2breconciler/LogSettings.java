package io.github.e2breconciler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The two environment variables that {@code logback.xml} reads by itself. They cannot be in the
 * configuration file: what is wrong with that file is logged already.
 */
final class LogSettings {

  private static final List<String> FORMATS = List.of("text", "json");
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL");

  private LogSettings() {}

  /** A sentence for each that has a value it cannot have. */
  static List<String> mistakes(Map<String, String> environment) {
    var mistakes = new ArrayList<String>();
    var format = environment.get("LOG_FORMAT");
    if (format != null && !FORMATS.contains(format)) {
      mistakes.add("LOG_FORMAT is " + format + ", not one of " + String.join(", ", FORMATS));
    }
    var level = environment.get("LOG_LEVEL");
    if (level != null && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
      mistakes.add("LOG_LEVEL is " + level + ", not one of " + String.join(", ", LEVELS));
    }
    return mistakes;
  }
}

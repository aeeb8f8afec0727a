package io.github.e2breconciler.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What all sections of one reading share. Not thread-safe. */
final class Reading {

  /** As a parameter of a URL it goes on to the next one, whatever is in it. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i)(?<name>(?:password|passwd|secret|token|key)=)"
              + "(?:(?<=[?&][\\w-]{1,40}=)[^&]+|[^&;\\s]+)"
              + "|(?<=://)[^/@\\s]+@");

  private final Map<String, String> environment;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> effective = new LinkedHashSet<>();
  private final List<Section> sections = new ArrayList<>();

  Reading(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  void opened(Section section) {
    sections.add(section);
  }

  /** Notes a mistake, the same one once; {@code line} 0 is unknown. */
  void problem(String text, int line) {
    problems.add(line == 0 ? text : text + " (line " + line + ")");
  }

  /** Remembers the value that holds for a setting, for the log. */
  void holds(String path, String value) {
    effective.add(path + "=" + masked(value));
  }

  int mistakes() {
    return problems.size();
  }

  List<String> effective() {
    return List.copyOf(effective);
  }

  /** The paths of all keys that were asked for, without the positions in lists. */
  SortedSet<String> asked() {
    var keys = new TreeSet<String>();
    for (var section : sections) {
      section.known().forEach(key -> keys.add(section.path(key).replaceAll("\\[\\d+]", "")));
    }
    return keys;
  }

  void finish() {
    sections.forEach(Section::refuseUnknownKeys);
    if (!problems.isEmpty()) {
      throw refusal();
    }
  }

  /** What to throw for the mistakes so far. */
  ConfigException refusal() {
    return new ConfigException(List.copyOf(problems));
  }

  /** The text without the passwords that URLs may carry. */
  static String masked(String text) {
    return CREDENTIAL
        .matcher(text)
        .replaceAll(found -> found.group("name") == null ? "***@" : found.group("name") + "***");
  }
}

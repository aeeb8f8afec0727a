package io.github.e2breconciler.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public templates that clients know by alias; any other name is its own id. */
final class Templates {

  /**
   * How often sandboxes were started from a template.
   *
   * @param last when the last one was
   */
  record Use(int count, Instant last) {

    static Use at(Instant time) {
      return new Use(1, time);
    }

    Use plus(Use later) {
      return new Use(count + later.count, later.last);
    }
  }

  private static final Map<String, String> IDS =
      Map.of("base", "rki5dems9wqfm4r03t7g", "code-interpreter-v1", "nlhz8vlwyupq845jsdg9");

  private Templates() {}

  /** The ids of those that have an alias. */
  static Set<String> ids() {
    return Set.copyOf(IDS.values());
  }

  static String id(String nameOrId) {
    return IDS.getOrDefault(nameOrId, nameOrId);
  }

  static @Nullable String alias(String id) {
    return IDS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}

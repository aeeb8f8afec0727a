package io.github.e2breconciler.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The public templates that clients know by alias; any other name is its own id. */
final class Templates {

  private static final Map<String, String> IDS =
      Map.of("base", "rki5dems9wqfm4r03t7g", "code-interpreter-v1", "nlhz8vlwyupq845jsdg9");

  private Templates() {}

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

package io.github.e2breconciler.event;

import io.github.e2breconciler.sandbox.OneLine;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, asked for by their snake_case names and found in either spelling;
 * where both are there, snake_case wins.
 */
record Fields(Map<String, Object> values) {

  /** A text on one line, so that it is safe in a log; empty where there is none. */
  String text(String name) {
    return value(name) instanceof String text ? OneLine.of(text) : "";
  }

  /** A count that may be zero, or null where there is none. */
  @Nullable Long count(String name) {
    return value(name) instanceof Long count && count >= 0 ? count : null;
  }

  /** An RFC 3339 time with {@code Z} or an offset, or null where there is none. */
  @Nullable Instant time(String name) {
    return Rfc3339.parse(text(name));
  }

  /** An inner object, or null where there is none. */
  @Nullable Fields object(String name) {
    return value(name) instanceof Map<?, ?> map ? new Fields(typed(map, Object.class)) : null;
  }

  /** An inner object's entries with text values, unchanged, or null where there is no object. */
  @Nullable Map<String, String> textMap(String name) {
    return value(name) instanceof Map<?, ?> map ? typed(map, String.class) : null;
  }

  private @Nullable Object value(String name) {
    var value = values.get(name);
    return value == null ? values.get(Spelling.camel(name)) : value;
  }

  private static <T> Map<String, T> typed(Map<?, ?> map, Class<T> type) {
    var kept = new HashMap<String, T>();
    map.forEach((key, value) -> {
      if (key instanceof String name && type.isInstance(value)) {
        kept.put(name, type.cast(value));
      }
    });
    return kept;
  }
}

package io.github.e2breconciler.reap;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fact that an answer rests on, as text for people.
 *
 * @param asOf when it was so; null where it is so now, or as configured
 */
public record Input(String name, String value, @Nullable Instant asOf) {

  static Input of(String name, @Nullable Object value) {
    return new Input(name, String.valueOf(value), null);
  }

  static Input of(String name, @Nullable Object value, @Nullable Instant asOf) {
    return new Input(name, String.valueOf(value), asOf);
  }
}

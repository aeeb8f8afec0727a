package io.github.e2breconciler.simulator;

/** E2B's answer to one call, with the status that HTTP would carry. */
public sealed interface Reply<T> {

  int status();

  /** Whether E2B did what was asked. */
  default boolean done() {
    return this instanceof Done<T>;
  }

  /**
   * What a done call brought.
   *
   * @throws IllegalStateException if the call was refused
   */
  default T value() {
    return switch (this) {
      case Done<T>(int _, T value) -> value;
      case Refused<T>(int status, String message) ->
          throw new IllegalStateException("refused with " + status + ": " + message);
    };
  }

  /** A 2xx. */
  record Done<T>(int status, T value) implements Reply<T> {}

  /** A 4xx or 5xx with E2B's error text. */
  record Refused<T>(int status, String message) implements Reply<T> {}
}

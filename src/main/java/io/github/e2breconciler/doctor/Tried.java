package io.github.e2breconciler.doctor;

import io.github.e2breconciler.e2b.E2bException;
import java.util.function.Supplier;

/** What came of a call to E2B. */
sealed interface Tried<T> {

  record Answer<T>(T value) implements Tried<T> {}

  record Failure<T>(E2bException cause) implements Tried<T> {

    String reason() {
      return cause.kind().label() + ": " + cause.getMessage();
    }
  }

  static <T> Tried<T> of(Supplier<T> call) {
    try {
      return new Answer<>(call.get());
    } catch (E2bException e) {
      return new Failure<>(e);
    }
  }
}

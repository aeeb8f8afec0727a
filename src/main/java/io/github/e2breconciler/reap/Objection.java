package io.github.e2breconciler.reap;

import java.util.List;

/**
 * What a guard says to a request.
 *
 * @param reason empty if the guard holds
 * @param inputs what it looked at; empty where nobody asked for an explanation
 */
public record Objection(String guard, boolean holds, String reason, List<Input> inputs) {

  public Objection {
    inputs = List.copyOf(inputs);
  }

  Objection(String guard, boolean holds, String reason) {
    this(guard, holds, reason, List.of());
  }
}

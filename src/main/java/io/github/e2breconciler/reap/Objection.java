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

  /** A guard lets it pass. */
  static Objection none(String guard) {
    return new Objection(guard, true, "", List.of());
  }

  /** A guard objects. */
  static Objection by(String guard, String reason) {
    return new Objection(guard, false, reason, List.of());
  }

  /** The same with what it rests on. */
  Objection with(List<Input> looked) {
    return new Objection(guard, holds, reason, looked);
  }
}

package io.github.e2breconciler.reap;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One condition that every destructive request must meet.
 *
 * @param name a stable word: the metric label and what answers name
 * @param objection why not, as a sentence for people; null if the condition holds
 */
record Guard(String name, Function<Question, @Nullable String> objection) {

  Objection ask(Question question) {
    var reason = objection.apply(question);
    return new Objection(name, reason == null, reason == null ? "" : reason);
  }
}

package io.github.e2breconciler.reap;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One condition that every destructive request must meet.
 *
 * @param name a stable word: the metric label and what answers name
 * @param objection why not, as a sentence for people; null if the condition holds
 * @param inputs what the objection rests on
 */
record Guard(
    String name,
    Function<Question, @Nullable String> objection,
    Function<Question, List<Input>> inputs) {

  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  Objection ask(Question question) {
    @Nullable String reason;
    try {
      reason = objection.apply(question);
    } catch (RuntimeException e) { // what cannot be told is an objection
      log.error("guard failed name={} sandbox={}", name, question.subject().key(), e);
      reason = "it could not be asked, see the log";
    }
    return reason == null ? Objection.none(name) : Objection.by(name, reason);
  }

  /** As {@link #ask}, with what the answer rests on. */
  Objection explain(Question question) {
    var answer = ask(question);
    try {
      return answer.with(inputs.apply(question));
    } catch (RuntimeException e) { // the answer stands without them
      log.error("guard not explained name={} sandbox={}", name, question.subject().key(), e);
      return answer;
    }
  }
}

package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Judgement;
import io.github.e2breconciler.sandbox.Sandbox;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be done to a sandbox now, and why.
 *
 * @param facts what the policies judged by
 * @param guards what each guard says of the next step, or, where nothing condemns it, of the one
 *     that its first policy would take; empty where there is no policy
 * @param until when time alone could change the answer, or null
 * @param subject its open case, or null
 */
public record Explanation(
    Sandbox sandbox,
    Judgement judgement,
    List<Input> facts,
    List<Objection> guards,
    @Nullable Instant until,
    @Nullable Case subject) {

  public Explanation {
    facts = List.copyOf(facts);
    guards = List.copyOf(guards);
  }
}

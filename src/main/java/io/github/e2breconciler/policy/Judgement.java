package io.github.e2breconciler.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all policies together make of a sandbox.
 *
 * @param policy whose verdict it is; null where it is to be kept
 * @param opinions of every policy, in their order
 */
public record Judgement(Verdict verdict, @Nullable Policy policy, List<Opinion> opinions) {

  public Judgement {
    opinions = List.copyOf(opinions);
  }
}

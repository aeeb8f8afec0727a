package io.github.e2breconciler.policy;

import org.jspecify.annotations.Nullable;

/**
 * What all policies together come to, as a {@link Judgement} says it, without reasons.
 *
 * @param policy whose verdict it is; null where the sandbox is to be kept
 * @param label of the verdict
 * @param decisive whether the verdict asks for something to be done
 */
public record Leaning(@Nullable Policy policy, String label, boolean decisive) {

  static final String WAIT = "wait";

  /** Nothing condemns it. */
  static final Leaning KEEP = new Leaning(null, "keep", false);
}

package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the same kind are one pass.
 *
 * @param account null: all of them
 * @param quick for a case that is due: a walk of just now is fresh enough
 * @param approved the plan that a human approved, or null
 */
record Kind(boolean plan, @Nullable AccountId account, boolean quick, @Nullable String approved) {

  /** Whether a case that waits for its next step has it by this. */
  boolean actsOnAll() {
    return !plan && account == null && approved == null;
  }

  static Kind ordinary(boolean plan, @Nullable AccountId account) {
    return new Kind(plan, account, false, null);
  }
}

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

  static Kind ordinary(boolean plan, @Nullable AccountId account) {
    return new Kind(plan, account, false, null);
  }
}

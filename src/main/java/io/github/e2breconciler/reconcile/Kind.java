package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the same kind are one pass.
 *
 * @param plan whether it stops before it acts
 * @param account null: all of them
 * @param quick for a case that is due: a walk of just now is fresh enough
 * @param approved the plan that a human approved, or null
 */
record Kind(boolean plan, @Nullable AccountId account, boolean quick, @Nullable String approved) {

  /** What somebody asks for. */
  static Kind ordinary(boolean plan, @Nullable AccountId account) {
    return new Kind(plan, account, false, null);
  }

  /** What the schedule asks for. */
  static Kind scheduled() {
    return ordinary(false, null);
  }

  /** What a case asks for that is due. */
  static Kind due() {
    return new Kind(false, null, true, null);
  }

  /** What executes a plan. */
  static Kind approved(Pass plan) {
    return new Kind(false, plan.kind().account(), false, plan.id());
  }

  /** Whether a case that waits for its next step has it by this. */
  boolean actsOnAll() {
    return !plan && account == null && approved == null;
  }
}

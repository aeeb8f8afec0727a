package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the same kind are one pass.
 *
 * @param account null: all of them
 * @param approved the plan that a human approved, or null
 */
record Kind(boolean plan, @Nullable AccountId account, @Nullable String approved) {}

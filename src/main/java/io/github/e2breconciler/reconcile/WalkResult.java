package io.github.e2breconciler.reconcile;

import java.util.Map;

/**
 * What a walk found.
 *
 * @param reason why it is incomplete, or empty
 * @param drift how many disagreements it repaired, by the label of their kind
 */
record WalkResult(
    int pages, int seen, boolean complete, String reason, Map<String, Integer> drift) {

  WalkResult {
    drift = Map.copyOf(drift);
  }
}

package io.github.e2breconciler.reconcile;

import java.util.Map;

/**
 * What a walk found.
 *
 * @param seen how many sandboxes its pages showed
 * @param reason why it is incomplete, or empty
 * @param drift how many disagreements it repaired, by the label of their kind
 * @param showsKnown whether it showed one of those that were known before
 * @param webhookOverdue whether one of the disagreements should have come by webhook before
 */
record WalkResult(
    int pages,
    int seen,
    boolean complete,
    String reason,
    Map<String, Integer> drift,
    boolean showsKnown,
    boolean webhookOverdue) {

  WalkResult {
    drift = Map.copyOf(drift);
  }
}

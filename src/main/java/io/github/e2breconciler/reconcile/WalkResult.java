package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.SandboxId;
import java.util.Map;
import java.util.Set;

/**
 * What a walk found.
 *
 * @param shown the sandboxes on its pages
 * @param reason why it is incomplete, or empty
 * @param drift how many disagreements it repaired, by the label of their kind
 */
record WalkResult(
    int pages, Set<SandboxId> shown, boolean complete, String reason, Map<String, Integer> drift) {

  WalkResult {
    shown = Set.copyOf(shown);
    drift = Map.copyOf(drift);
  }

  int seen() {
    return shown.size();
  }
}

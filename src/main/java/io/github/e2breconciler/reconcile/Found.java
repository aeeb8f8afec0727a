package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.inventory.Change;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The disagreements that one walk repaired. For one thread. */
final class Found {

  /** What E2B tells by an event, so that a healthy webhook would have told it. */
  private static final Set<DriftKind> TOLD =
      EnumSet.of(
          DriftKind.MISSED_CREATED,
          DriftKind.MISSED_KILLED,
          DriftKind.MISSED_PAUSED,
          DriftKind.MISSED_RESUMED);

  private final DriftLog drifts;
  private final boolean counting;
  private final Instant unannounced;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private boolean overdue;

  /**
   * Nothing yet.
   *
   * @param counting false where all is new, and so none of it drift
   * @param unannounced what happened before has waited too long for its webhook; E2B's clock
   */
  Found(DriftLog drifts, boolean counting, Instant unannounced) {
    this.drifts = drifts;
    this.counting = counting;
    this.unannounced = unannounced;
  }

  void note(Change change) {
    var drift = change.drift();
    if (drift == null || !counting) {
      return;
    }
    drifts.repaired(change);
    kinds.merge(drift.kind().label(), 1, Integer::sum);
    overdue |= TOLD.contains(drift.kind()) && drift.happenedAt().isBefore(unannounced);
  }

  /** How many, by the label of their kind. */
  Map<String, Integer> kinds() {
    return kinds;
  }

  /** Whether a webhook should have told one of them by now. */
  boolean webhookOverdue() {
    return overdue;
  }
}

package io.github.e2breconciler.testing;

import io.github.e2breconciler.store.CaseRow;

/** A case of which the store has lost what was known when it was judged. */
public final class SpoiltCase {

  private SpoiltCase() {}

  /** The same with evidence that nobody can read. */
  public static CaseRow of(CaseRow row) {
    return new CaseRow(
        row.id(),
        row.account(),
        row.sandbox(),
        row.policy(),
        row.condition(),
        row.action(),
        row.reason(),
        row.state(),
        row.startedAt(),
        row.markedAt(),
        row.due(),
        row.pausedAt(),
        row.closedAt(),
        row.revivals(),
        row.approvedAt(),
        row.note(),
        "no JSON");
  }
}

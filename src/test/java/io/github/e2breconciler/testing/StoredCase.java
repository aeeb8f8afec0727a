package io.github.e2breconciler.testing;

import io.github.e2breconciler.store.CaseRow;

/** Cases as the store may have them, made of others. */
public final class StoredCase {

  private StoredCase() {}

  /** The same with evidence that nobody can read. */
  public static CaseRow spoilt(CaseRow row) {
    return of(row, row.state(), "no JSON");
  }

  /** The same in a state of that label. */
  public static CaseRow in(String state, CaseRow row) {
    return of(row, state, row.evidence());
  }

  private static CaseRow of(CaseRow row, String state, String evidence) {
    return new CaseRow(
        row.id(),
        row.account(),
        row.sandbox(),
        row.policy(),
        row.condition(),
        row.action(),
        row.reason(),
        state,
        row.startedAt(),
        row.markedAt(),
        row.due(),
        row.pausedAt(),
        row.closedAt(),
        row.revivals(),
        row.approvedAt(),
        row.note(),
        evidence);
  }
}

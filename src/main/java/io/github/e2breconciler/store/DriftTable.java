package io.github.e2breconciler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drift, open and repaired. */
public final class DriftTable {

  private static final Rows<DriftRow> ROWS = Rows.of("drift", DriftRow.class);
  private static final String UPSERT = ROWS.upsert("id");

  private final Session session;

  DriftTable(Session session) {
    this.session = session;
  }

  /** Adds the drift or replaces the one with its id. */
  public void upsert(DriftRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /**
   * Drift by the time it was detected, newest first.
   *
   * @param after the id of the last one of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<DriftRow> recent(int limit, @Nullable String after) {
    return Page.newestFirst(ROWS, "detected_at", "true").of(session, after, limit);
  }

  /** Drift not repaired yet, oldest first. */
  public List<DriftRow> open() {
    return session.list(ROWS, ROWS.select("where repaired_at is null order by detected_at, id"));
  }

  /**
   * Forgets drift detected before {@code before} and repaired since, and any that was detected
   * before {@code standing}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, long standing, int maxRows) {
    return session.update(
        """
        delete from drift where id in
          (select id from drift
           where detected_at < ?
             and (repaired_at is not null or detected_at < ?) limit ?)
        """,
        before,
        standing,
        maxRows);
  }
}

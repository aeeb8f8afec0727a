package io.github.e2breconciler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reconcile runs. */
public final class PassTable {

  private static final Rows<PassRow> ROWS = Rows.of("pass", PassRow.class);
  private static final String UPSERT = ROWS.upsert("id");

  private final Session session;

  PassTable(Session session) {
    this.session = session;
  }

  /** Adds the pass or replaces the one with its id. */
  public void upsert(PassRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The pass, or null. */
  public @Nullable PassRow find(String id) {
    return session.first(ROWS, ROWS.select("where id = ?"), id);
  }

  /**
   * Passes by their start, newest first.
   *
   * @param after the id of the last one of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<PassRow> recent(int limit, @Nullable String after) {
    return Page.newestFirst(ROWS, "started_at", "true").of(session, after, limit);
  }

  /**
   * Forgets passes started before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return session.update(
        """
        delete from pass where id in
          (select id from pass where started_at < ? limit ?)
        """,
        before,
        maxRows);
  }
}

package io.github.e2breconciler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases, open and closed. */
public final class CaseTable {

  private static final Rows<CaseRow> ROWS = Rows.of("condemned", CaseRow.class);
  private static final String UPSERT = ROWS.upsert("id");

  private final Session session;

  CaseTable(Session session) {
    this.session = session;
  }

  /** Adds the case or replaces the one with its id. */
  public void upsert(CaseRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The case, or null. */
  public @Nullable CaseRow find(String id) {
    return session.first(ROWS, ROWS.select("where id = ?"), id);
  }

  /** The cases that are not closed, oldest first. */
  public List<CaseRow> open() {
    return session.list(ROWS, ROWS.select("where closed_at is null order by marked_at, id"));
  }

  /** The sandbox's case that was marked last, open or closed, or null. */
  public @Nullable CaseRow latestOf(String account, String sandbox) {
    return session.first(
        ROWS,
        ROWS.select(
            """
            where account = ? and sandbox = ?
            order by marked_at desc, id desc limit 1
            """),
        account,
        sandbox);
  }

  /**
   * Cases by the time they were marked, newest first.
   *
   * @param after the id of the last case of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<CaseRow> page(@Nullable String after, int limit, boolean openOnly) {
    return Page.newestFirst(ROWS, "marked_at", openOnly ? "closed_at is null" : "true")
        .of(session, after, limit);
  }

  /**
   * Forgets cases closed before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  int prune(long before, int maxRows) {
    return session.update(
        """
        delete from condemned where id in
          (select id from condemned where closed_at < ? limit ?)
        """,
        before,
        maxRows);
  }
}

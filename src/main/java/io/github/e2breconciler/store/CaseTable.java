package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Cases, open and closed. */
public final class CaseTable {

  private static final RowMapper<CaseRow> ROW = ConstructorMapper.of(CaseRow.class);
  private static final String UPSERT = Sql.upsert("condemned", CaseRow.class, "id");

  private final Handle handle;

  CaseTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds the case or replaces the one with its id. */
  public void upsert(CaseRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The case, or null. */
  public @Nullable CaseRow find(String id) {
    return handle
        .createQuery("select * from condemned where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /** The cases that are not closed, oldest first. */
  public List<CaseRow> open() {
    return handle
        .createQuery("select * from condemned where closed_at is null order by marked_at, id")
        .map(ROW)
        .list();
  }

  /** The sandbox's case that was marked last, open or closed, or null. */
  public @Nullable CaseRow latestOf(String account, String sandbox) {
    return handle
        .createQuery(
            """
            select * from condemned where account = :account and sandbox = :sandbox
            order by marked_at desc, id desc limit 1
            """)
        .bind("account", account)
        .bind("sandbox", sandbox)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /**
   * Cases by the time they were marked, newest first.
   *
   * @param after the id of the last case of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<CaseRow> page(@Nullable String after, int limit, boolean openOnly) {
    return Page.newestFirst("condemned", "marked_at", openOnly ? "closed_at is null" : "true")
        .of(handle, after, limit)
        .map(ROW)
        .list();
  }

  /**
   * Forgets cases closed before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  int prune(long before, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from condemned where id in
              (select id from condemned where closed_at < :before limit :maxRows)
            """)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}

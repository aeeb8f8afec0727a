package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Reconcile runs. */
public final class PassTable {

  private static final RowMapper<PassRow> ROW = ConstructorMapper.of(PassRow.class);
  private static final String UPSERT = Sql.upsert("pass", PassRow.class, "id");

  private final Handle handle;

  PassTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds the pass or replaces the one with its id. */
  public void upsert(PassRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The pass, or null. */
  public @Nullable PassRow find(String id) {
    return handle
        .createQuery("select * from pass where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /**
   * Passes by their start, newest first.
   *
   * @param after the id of the last one of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<PassRow> recent(int limit, @Nullable String after) {
    return Page.newestFirst("pass", "started_at", "true").of(handle, after, limit).map(ROW).list();
  }

  /**
   * Forgets passes started before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from pass where id in
              (select id from pass where started_at < :before limit :maxRows)
            """)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}

package io.github.e2breconciler.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Drift, open and repaired. */
public final class DriftTable {

  private static final RowMapper<DriftRow> ROW = ConstructorMapper.of(DriftRow.class);
  private static final String UPSERT = Sql.upsert("drift", DriftRow.class, "id");

  private final Handle handle;

  DriftTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds the drift or replaces the one with its id. */
  public void upsert(DriftRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /**
   * Drift by the time it was detected, newest first.
   *
   * @param after the id of the last one of the page before, or null for the first page; an id that
   *     is not there gives an empty page
   */
  public List<DriftRow> recent(int limit, @Nullable String after) {
    return Page.newestFirst("drift", "detected_at", "true")
        .of(handle, after, limit)
        .map(ROW)
        .list();
  }

  /** Drift not repaired yet, oldest first. */
  public List<DriftRow> open() {
    return handle
        .createQuery("select * from drift where repaired_at is null order by detected_at, id")
        .map(ROW)
        .list();
  }

  /**
   * Forgets drift detected before {@code before} and repaired since, and any that was detected
   * before {@code standing}, at most {@code maxRows}.
   *
   * @return how many
   */
  public int prune(long before, long standing, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from drift where id in
              (select id from drift
               where detected_at < :before
                 and (repaired_at is not null or detected_at < :standing) limit :maxRows)
            """)
        .bind("standing", standing)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}

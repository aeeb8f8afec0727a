package io.github.e2breconciler.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * A page of a table that is read by time, newest first, rows of the same time by id.
 *
 * <p>The cursor is the id of the last row seen, so rows that come in meanwhile neither repeat nor
 * hide others.
 */
record Page(String table, String time, String condition) {

  static Page newestFirst(String table, String time, String condition) {
    return new Page(table, time, condition);
  }

  Query of(Handle handle, @Nullable String after, int limit) {
    var query = handle.createQuery(sql(after != null)).bind("limit", limit);
    return after == null ? query : query.bind("after", after);
  }

  private String sql(boolean continued) {
    var beyond = continued ? " and (%2$s, id) < (select %2$s, id from %1$s where id = :after)" : "";
    return ("select * from %1$s where %3$s" + beyond + " order by %2$s desc, id desc limit :limit")
        .formatted(table, time, condition);
  }
}

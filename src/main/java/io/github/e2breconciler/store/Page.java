package io.github.e2breconciler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a table that is read by time, newest first, rows of the same time by id.
 *
 * <p>The cursor is the id of the last row seen, so rows that come in meanwhile neither repeat nor
 * hide others.
 */
record Page<R extends Record>(Rows<R> rows, String time, String condition) {

  static <R extends Record> Page<R> newestFirst(Rows<R> rows, String time, String condition) {
    return new Page<>(rows, time, condition);
  }

  /**
   * The rows of a page.
   *
   * @param after the id of the last row of the page before, or null for the first page
   * @throws NoSuchRowException if there is no such row, or no longer
   */
  List<R> of(Session session, @Nullable String after, int limit) {
    if (after == null) {
      return session.list(rows, sql(""), limit);
    }
    var found =
        session.list(
            rows, sql(" and (%2$s, id) < (select %2$s, id from %1$s where id = ?)"), after, limit);
    if (found.isEmpty() && session.first(rows, rows.select("where id = ?"), after) == null) {
      throw new NoSuchRowException(after);
    }
    return found;
  }

  private String sql(String beyond) {
    return rows.select(
        ("where %3$s" + beyond + " order by %2$s desc, id desc limit ?")
            .formatted(rows.table(), time, condition));
  }
}

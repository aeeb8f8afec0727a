package io.github.e2breconciler.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/** What a row is read as. */
@FunctionalInterface
interface RowReader<T> {

  /** Reads the row at which {@code rows} stands, and moves nowhere. */
  T read(ResultSet rows) throws SQLException;
}

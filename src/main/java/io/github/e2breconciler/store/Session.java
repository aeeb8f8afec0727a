package io.github.e2breconciler.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is asked and told. Each text is prepared once and kept for its next use, its
 * parameters go by place, and nothing looks at a record's shape at each call: that took longer than
 * the database itself.
 *
 * <p>A statement that is in use when it is wanted again gets a second one, which is closed after
 * use. Everything throws {@link org.jdbi.v3.core.JdbiException} where the database fails. Not
 * thread-safe, as a connection is not.
 */
final class Session implements AutoCloseable {

  /** Rows that are held in memory at a time; PostgreSQL would bring all of them at once. */
  static final int AT_ONCE = 1_000;

  /** More than the statements we have; what comes beyond it is not kept. */
  private static final int MOST = 200;

  private final Map<String, PreparedStatement> idle = new HashMap<>();
  private final Handle handle;

  /** Over a connection that is in no transaction. */
  Session(Handle handle) {
    this.handle = handle;
  }

  /** Sets the parameters of a statement. */
  @FunctionalInterface
  interface Binding<T> {
    void bind(PreparedStatement statement, T row) throws SQLException;
  }

  @FunctionalInterface
  private interface Work<T extends @Nullable Object> {
    T on(PreparedStatement statement) throws SQLException;
  }

  Handle handle() {
    return handle;
  }

  /** Begins a transaction. */
  void begin() {
    try {
      handle.getConnection().setAutoCommit(false);
    } catch (SQLException e) {
      throw new TransactionException("cannot begin a transaction", e);
    }
  }

  /**
   * Brings it to disk. By the mode alone, which JDBC says is a commit: the method of that name has
   * drivers begin the next one at once, which is another transaction for SQLite to begin and end.
   */
  void commit() {
    try {
      handle.getConnection().setAutoCommit(true);
    } catch (SQLException e) {
      throw new TransactionException("cannot commit a transaction", e);
    }
  }

  /** Undoes it; fails where a commit failed, since the driver thinks that it is over. */
  void rollback() {
    try {
      handle.getConnection().rollback();
      handle.getConnection().setAutoCommit(true);
    } catch (SQLException e) {
      throw new TransactionException("cannot undo a transaction", e);
    }
  }

  /** Every row. */
  <T> List<T> list(RowReader<T> reader, String sql, @Nullable Object... values) {
    return with(
        sql,
        statement -> {
          bind(statement, values);
          try (var rows = statement.executeQuery()) {
            var list = new ArrayList<T>();
            while (rows.next()) {
              list.add(reader.read(rows));
            }
            return Collections.unmodifiableList(list);
          }
        });
  }

  /** The first row, or null where there is none. */
  <T> @Nullable T first(RowReader<T> reader, String sql, @Nullable Object... values) {
    return with(
        sql,
        statement -> {
          bind(statement, values);
          try (var rows = statement.executeQuery()) {
            return rows.next() ? reader.read(rows) : null;
          }
        });
  }

  /** The number that the only row holds. */
  long number(String sql, @Nullable Object... values) {
    return list(rows -> rows.getLong(1), sql, values).getFirst();
  }

  /** Hands over one row after the other. */
  <T> void each(RowReader<T> reader, Consumer<T> each, String sql, @Nullable Object... values) {
    whilst(
        reader,
        row -> {
          each.accept(row);
          return true;
        },
        AT_ONCE,
        sql,
        values);
  }

  /** The same for as long as {@code more} holds, with {@code atOnce} rows in memory. */
  <T> void whilst(
      RowReader<T> reader, Predicate<T> more, int atOnce, String sql, @Nullable Object... values) {
    with(
        sql,
        statement -> {
          bind(statement, values);
          statement.setFetchSize(atOnce);
          try (var rows = statement.executeQuery()) {
            while (rows.next() && more.test(reader.read(rows))) {
              // the next one
            }
            return true;
          }
        });
  }

  /** Changes rows; returns how many. */
  int update(String sql, @Nullable Object... values) {
    return with(
        sql,
        statement -> {
          bind(statement, values);
          return statement.executeUpdate();
        });
  }

  /** The same for each of {@code rows}, at one go. */
  <T> void updateAll(String sql, List<T> rows, Binding<T> binding) {
    if (rows.isEmpty()) {
      return;
    }
    with(
        sql,
        statement -> {
          for (var row : rows) {
            binding.bind(statement, row);
            statement.addBatch();
          }
          return statement.executeBatch();
        });
  }

  private <T extends @Nullable Object> T with(String sql, Work<T> work) {
    try {
      var kept = idle.remove(sql);
      var statement = kept == null ? handle.getConnection().prepareStatement(sql) : kept;
      var sound = false;
      try {
        var result = work.on(statement);
        sound = true;
        return result;
      } finally {
        if (sound) {
          keep(sql, statement);
        } else {
          close(statement);
        }
      }
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException("cannot execute: " + sql, e, null);
    }
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    if (idle.size() < MOST && !idle.containsKey(sql)) {
      statement.clearParameters();
      statement.clearBatch();
      idle.put(sql, statement);
    } else {
      statement.close();
    }
  }

  private static void close(PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException _) {
      // it ends with its connection
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (var i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(place, Types.NULL);
      case String text -> statement.setString(place, PlainText.of(text));
      case Long number -> statement.setLong(place, number);
      case Integer number -> statement.setInt(place, number);
      case Boolean flag -> statement.setBoolean(place, flag);
      default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  /** Gives up what it keeps; the connection stays as it is. */
  @Override
  public void close() {
    idle.values().forEach(Session::close);
    idle.clear();
  }
}

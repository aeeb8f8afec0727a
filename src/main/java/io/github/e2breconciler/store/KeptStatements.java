package io.github.e2breconciler.store;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The prepared statements of one connection, each kept for its next use: the database parses and
 * plans a text once, not at each call.
 *
 * <p>A statement that is in use when it is wanted again gets a second one, which is closed after
 * use. Not thread-safe, as a connection is not.
 */
final class KeptStatements implements StatementBuilder {

  /** More than the statements we have; what comes beyond it is not kept. */
  private static final int MOST = 200;

  private final Map<String, PreparedStatement> idle = new HashMap<>();

  /** The texts of those in use; Jdbi names another one, with its parameters' names, at the end. */
  private final IdentityHashMap<Statement, String> used = new IdentityHashMap<>();

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return connection.createStatement();
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    if (context.isReturningGeneratedKeys() || context.isConcurrentUpdatable()) {
      throw new SQLException("no statement of ours returns keys or updates through its rows");
    }
    var kept = idle.remove(sql);
    var statement = kept == null ? connection.prepareStatement(sql) : kept;
    used.put(statement, sql);
    return statement;
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return connection.prepareCall(sql);
  }

  @Override
  public void close(Connection connection, String named, Statement statement) throws SQLException {
    var sql = used.remove(statement);
    if (sql != null
        && statement instanceof PreparedStatement prepared
        && idle.size() < MOST
        && !idle.containsKey(sql)) {
      prepared.clearParameters();
      prepared.clearBatch();
      idle.put(sql, prepared);
    } else {
      statement.close();
    }
  }
}

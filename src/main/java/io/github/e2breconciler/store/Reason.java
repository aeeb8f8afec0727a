package io.github.e2breconciler.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Why the database did not do what it was told, in words that anybody may read: the health page and
 * the log hold them. So without the statement and the rows that Jdbi and drivers add.
 */
final class Reason {

  private static final String READ_ONLY = "25006"; // SQLState of PostgreSQL

  private Reason() {}

  /** Says what the database said. */
  static String of(RuntimeException failure) {
    var cause = cause(failure);
    var message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  /** Whether the session takes no writes, which it may say for as long as it lasts. */
  static boolean readOnly(RuntimeException failure) {
    return cause(failure) instanceof SQLException cause && READ_ONLY.equals(cause.getSQLState());
  }

  /** What the database threw; the failure itself where it threw nothing. */
  static Throwable cause(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BatchUpdateException batch) {
        return ofBatch(batch);
      }
      if (cause instanceof SQLException) {
        return cause;
      }
    }
    return failure;
  }

  /** PostgreSQL's driver quotes the statement with all its values, and has the reason beside it. */
  private static SQLException ofBatch(BatchUpdateException batch) {
    if (plain(batch.getCause()) instanceof SQLException cause) {
      return cause;
    }
    if (plain(batch.getNextException()) instanceof SQLException next) {
      return next;
    }
    return new SQLException(
        "several rows at one go were not taken, SQLState " + batch.getSQLState(),
        batch.getSQLState());
  }

  private static @Nullable Throwable plain(@Nullable Throwable beside) {
    return beside instanceof BatchUpdateException ? null : beside;
  }
}

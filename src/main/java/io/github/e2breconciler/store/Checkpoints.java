package io.github.e2breconciler.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Brings what SQLite's write-ahead log holds into the file, on a connection of its own: inside a
 * commit it would keep every event waiting that comes meanwhile, for ten commits' time.
 *
 * <p>While somebody always writes the log never comes to an end by itself, and would grow; so once
 * it is long its last bit is brought over in the writer's turn, and it begins anew.
 */
final class Checkpoints implements AutoCloseable {

  /** Pages that are worth a look at the disk; SQLite's own measure. */
  static final int WORTHWHILE = 1_000; // 4 MB

  /** A log of so many pages is to begin anew. */
  private static final int LONG = 8_000; // 32 MB

  /** Where nobody comes to do this here, the writer does it in a commit after all. */
  static final int OVERDUE = 16_000; // 64 MB

  private final Jdbi jdbi;
  private final Writer writer;
  private final Damage damage;
  private @Nullable Handle handle; // guarded by this

  /** Opens nothing yet; {@code damage} hears of failures. */
  Checkpoints(Database database, Writer writer, Damage damage) {
    this.jdbi = Jdbi.create(database.url(), database.tidying());
    this.writer = writer;
    this.damage = damage;
  }

  /** What SQLite can be asked to do; see sqlite.org/pragma.html, wal_checkpoint. */
  private enum Mode {
    NOOP,
    PASSIVE,
    RESTART
  }

  /**
   * How long the log is.
   *
   * @param pages in it; -1: nobody can tell at present
   * @param done of them in the file already
   */
  record Progress(int pages, int done) {
    private static Progress of(ResultSet row) throws SQLException {
      return new Progress(row.getInt("log"), row.getInt("checkpointed"));
    }
  }

  /**
   * Does what is worthwhile.
   *
   * @return the log as it is now
   * @throws StoreException when the disk does not take it
   */
  synchronized Progress step() {
    try {
      var before = run(Mode.NOOP);
      if (before.pages() - before.done() < WORTHWHILE) {
        return before;
      }
      var after = run(Mode.PASSIVE);
      return after.pages() < LONG
          ? after
          : writer.exclusively(() -> writer.watched(() -> run(Mode.RESTART)));
    } catch (JdbiException e) {
      close();
      damage.look(Reason.cause(e));
      throw new StoreException(
          "cannot bring the log into the store: " + Reason.of(e), Reason.cause(e));
    }
  }

  private Progress run(Mode mode) {
    var connection = handle;
    if (connection == null) {
      connection = jdbi.open();
      handle = connection;
    }
    return connection
        .createQuery("pragma wal_checkpoint(" + mode.name().toLowerCase(Locale.ROOT) + ")")
        .map((row, _) -> Progress.of(row))
        .one();
  }

  @Override
  public synchronized void close() {
    if (handle != null) {
      handle.close();
      handle = null;
    }
  }
}

package io.github.e2breconciler.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Whether the file of a store is damaged, and what is done about it: a damaged one is never written
 * again. It is set aside, whole, when the daemon starts, and another one begins.
 *
 * <p>Only SQLite's own word counts, that the file is malformed or no database. A disk that cannot
 * be read, a lock or a lack of rights is trouble, no damage, and sets nothing aside.
 *
 * <p>Damage that shows while the daemon runs is written to a mark beside the file, so that the next
 * start believes it even where its own look finds nothing. The mark stands until the new store
 * knows of the loss, so a crash at any moment of this sets aside once more, and forgets nothing in
 * silence.
 */
final class Damage {

  private static final String MARK = ".damaged";

  /** What belongs to one store; the file itself last, for it is what a start looks for. */
  private static final List<String> PARTS = List.of("-shm", "-wal", "");

  /**
   * Up to here every page is looked at, which takes a second or two. Beyond, all but the events:
   * they are read at every start anyway, and damage among them leaves its mark then.
   */
  private static final long LARGE = 256L << 20; // 256 MiB

  private static final String ALL_BUT_EVENTS =
      """
      select name from sqlite_master
      where type = 'table' and name not in ('event', 'event_prints') and name not like 'sqlite%'
      """;

  private static final Set<Integer> CODES =
      Set.of(SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_NOTADB.code);
  private static final int PRIMARY = 0xff; // see sqlite.org/rescode.html, extended result codes
  private static final String PERHAPS_ANOTHER_FILE = "; if this was never a store, check store.url";
  private static final Logger log = LoggerFactory.getLogger(Damage.class);

  private final Database database;
  private final boolean ours;
  private volatile @Nullable String seen;

  /** Of a file that is ours to set aside. */
  Damage(Database database) {
    this(database, true);
  }

  private Damage(Database database, boolean ours) {
    this.database = database;
    this.ours = ours;
  }

  /**
   * Of a file that is only looked at. A person may be putting a backup in its place just then, and
   * a mark would have the next start set aside what is whole by that time.
   */
  static Damage ofAnothers(Database database) {
    return new Damage(database, false);
  }

  /** Takes note of a failure, in case it tells of damage. */
  void look(Throwable failure) {
    if (!ours || seen != null || !tells(failure)) {
      return;
    }
    seen = String.valueOf(failure.getMessage());
    log.error(
        "the store is damaged and takes no writes any more; restart the daemon, which sets it aside"
            + " and begins anew store={} damage=\"{}\"",
        database.name(),
        seen);
    var file = database.file();
    if (file != null) {
      mark(file, seen);
    }
  }

  /** Why the store must not be written any more, or null. */
  @Nullable StoreException refusal() {
    return seen == null
        ? null
        : new StoreException(
            "the store is damaged (" + seen + "); restart the daemon, which sets it aside", null);
  }

  /**
   * Sets the file aside if it is damaged; only under the store's lock, before it is opened. {@link
   * #settled} must follow once the new store knows.
   *
   * @return what was lost; null: nothing
   * @throws StoreException when the file cannot be looked at or cannot be moved
   */
  @Nullable Loss settle(InstantSource clock) {
    var file = database.file();
    if (file == null) {
      return null;
    }
    try {
      var damage = damage(file);
      if (damage == null) {
        return null;
      }
      mark(file, damage);
      var since = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      var aside = setAside(file, since.toString().replaceAll("[-:]", ""));
      log.error(
          "the store is damaged; it was set aside, and the daemon only observes until a human"
              + " agrees store={} aside={} damage=\"{}\"",
          file,
          aside,
          damage);
      return new Loss(since, aside, damage);
    } catch (IOException e) {
      throw new StoreException("cannot set the damaged store " + file + " aside: " + e, e);
    }
  }

  /** The new store knows what was lost. */
  void settled() {
    var file = database.file();
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(beside(file, MARK));
    } catch (IOException e) {
      throw new StoreException("cannot remove the mark of the damaged store: " + e, e);
    }
  }

  static boolean tells(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException e && CODES.contains(e.getErrorCode() & PRIMARY)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String damage(Path file) throws IOException {
    var mark = beside(file, MARK);
    if (Files.exists(mark)) {
      return Files.readString(mark);
    }
    return Files.exists(file) && Files.size(file) > 0 ? check(file) : null;
  }

  private @Nullable String check(Path file) throws IOException {
    var tables = Files.size(file) > LARGE ? ALL_BUT_EVENTS : "select null";
    try (var connection = DriverManager.getConnection(database.url(), database.writing())) {
      for (var table : texts(connection, tables)) {
        var pragma = "pragma quick_check(" + (table == null ? "1" : "'" + table + "'") + ")";
        var word = String.valueOf(texts(connection, pragma).getFirst());
        if (!word.equals("ok")) {
          return word.replace('\n', ' ');
        }
      }
      return null;
    } catch (SQLException e) {
      if (tells(e)) {
        return e.getMessage() + (isNoDatabase(e) ? PERHAPS_ANOTHER_FILE : "");
      }
      throw new StoreException(
          "cannot open the store " + database.name() + ", see store.url: " + e.getMessage(), e);
    }
  }

  private static boolean isNoDatabase(SQLException e) {
    return (e.getErrorCode() & PRIMARY) == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static List<@Nullable String> texts(Connection connection, String sql)
      throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var texts = new ArrayList<@Nullable String>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }

  private static void mark(Path file, String damage) {
    try {
      Files.writeString(beside(file, MARK), damage, UTF_8, CREATE, WRITE, TRUNCATE_EXISTING, SYNC);
    } catch (IOException e) {
      log.warn("cannot mark the damaged store, its next start looks for itself store={}", file, e);
    }
  }

  private static String setAside(Path file, String stamp) throws IOException {
    var name = file.getFileName() + MARK + "-" + stamp;
    var free = name;
    for (var i = 2; Files.exists(file.resolveSibling(free)); i++) {
      free = name + "-" + i;
    }
    for (var part : PARTS) {
      var from = beside(file, part);
      if (Files.exists(from)) {
        Files.move(from, file.resolveSibling(free + part));
      }
    }
    return free;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}

package io.github.e2breconciler.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Where the store is and how to connect to it.
 *
 * @param url for JDBC; may hold a password, so it is never shown
 * @param file the SQLite file, or null where there is none
 */
record Database(String url, @Nullable Path file) {

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String MEMORY = SQLITE + ":memory:";

  /** One that lives as long as any connection of the process has it. */
  private static final String NAMED_MEMORY = "?mode=memory&cache=shared";

  /**
   * How long a write waits where another program has locked the file. No longer, since all who
   * write wait behind it.
   */
  private static final int BUSY_TIMEOUT_MILLIS = 1_000;

  /** As the driver calls them, with the lock beside each. */
  private static final String LIBRARIES = "sqlite-*-*sqlitejdbc.so*";

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /** A write-ahead log that a burst made longer than this is cut again. */
  private static final int LOG_LIMIT_BYTES = 64 << 20; // 64 MiB

  static Database of(StoreSettings settings) {
    var url = settings.url();
    if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
      throw new StoreException(
          "store.url is neither " + SQLITE + "… nor " + POSTGRESQL + "…", null);
    }
    return new Database(url, inMemory(url) ? null : settings.file());
  }

  boolean inMemory() {
    return inMemory(url);
  }

  private static boolean inMemory(String url) {
    return url.equals(MEMORY) || url.endsWith(NAMED_MEMORY);
  }

  boolean sqlite() {
    return url.startsWith(SQLITE);
  }

  /** What to call it before a person. */
  String name() {
    if (file != null) {
      return file.toString();
    }
    return inMemory() ? "in memory" : "in PostgreSQL";
  }

  /** Makes the folder of the file, and lets the driver unpack its library there and not in /tmp. */
  void prepareFolder() {
    if (file == null) {
      return;
    }
    var folder = folder(file);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException("cannot make the folder of the store, see store.url: " + e, e);
    }
    useForLibrary(folder);
  }

  /** Lets the driver unpack its library in the folder only where there is no other place. */
  void prepareToRead() {
    if (file != null && !Files.isWritable(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
      useForLibrary(folder(file));
    }
  }

  /**
   * Deletes what drivers unpacked for processes that were killed, 1.1 MB each; under the lock of
   * the store. One that a process has loaded goes on, and its file goes with it.
   */
  void sweepFolder() {
    if (file == null) {
      return;
    }
    try (var left = Files.newDirectoryStream(folder(file), LIBRARIES)) {
      for (var library : left) {
        Files.deleteIfExists(library);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("cannot delete libraries that killed processes left reason=\"{}\"", e.toString());
    }
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().resolveSibling("");
  }

  /** Connections that write. */
  Jdbi connect() {
    return Jdbi.create(url, writing());
  }

  /** Null where nothing goes to a disk. */
  @Nullable Syncing syncing() {
    if (inMemory()) {
      return null;
    }
    return sqlite() ? Syncing.SQLITE : Syncing.POSTGRESQL;
  }

  /** What a connection that writes is opened with. */
  Properties writing() {
    if (!sqlite()) {
      return patient();
    }
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setGetGeneratedKeys(false); // else it asks for one after each insert
    if (!inMemory()) {
      config.setJournalMode(JournalMode.WAL);
      config.setJournalSizeLimit(LOG_LIMIT_BYTES);
      config.setSynchronous(SynchronousMode.FULL); // a commit that returned survives a power cut
      config.setPragma(Pragma.WAL_AUTOCHECKPOINT, Integer.toString(Checkpoints.OVERDUE));
    }
    return config.toProperties();
  }

  /** What the connection of {@link Checkpoints} is opened with; it waits for nobody. */
  Properties tidying() {
    var config = new SQLiteConfig(writing());
    config.setBusyTimeout(0);
    return config.toProperties();
  }

  /** What a connection that only reads is opened with. */
  Properties reading() {
    if (!sqlite()) {
      var properties = patient();
      properties.setProperty("readOnly", "true");
      properties.setProperty("readOnlyMode", "always"); // else outside of transactions it may write
      return properties;
    }
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setReadOnly(true);
    return config.toProperties();
  }

  /** Of a server that is gone we hear nothing; what the URL says of these wins. */
  private static Properties patient() {
    var properties = new Properties();
    properties.setProperty("ApplicationName", "e2b-reconciler");
    properties.setProperty("connectTimeout", "5"); // seconds, and so is the next
    properties.setProperty("socketTimeout", "30"); // no statement of ours takes that long
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false"); // it quotes the row that was refused
    return properties;
  }

  private static void useForLibrary(Path folder) {
    if (System.getProperty("org.sqlite.tmpdir") == null && Files.isWritable(folder)) {
      System.setProperty("org.sqlite.tmpdir", folder.toString());
    }
  }
}

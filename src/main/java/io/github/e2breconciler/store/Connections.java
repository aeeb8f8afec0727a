package io.github.e2breconciler.store;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a store is reached: by the one connection that writes, beside it by those that read and the
 * one that looks after SQLite's log, and under the lock of its file. A store in memory has the
 * first alone.
 */
final class Connections implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private final @Nullable StoreLock lock; // null: no file, or it is only looked at
  private final Writer writer;
  private final @Nullable Reader reader; // null: in memory
  private final @Nullable Checkpoints checkpoints; // null: no file, or it is only looked at

  private Connections(
      @Nullable StoreLock lock,
      Writer writer,
      @Nullable Reader reader,
      @Nullable Checkpoints checkpoints) {
    this.lock = lock;
    this.writer = writer;
    this.reader = reader;
    this.checkpoints = checkpoints;
  }

  /**
   * Of the daemon; they open nothing yet.
   *
   * @param patience of who reads, until there is a connection
   */
  static Connections toWrite(
      Database database,
      @Nullable StoreLock lock,
      Writer writer,
      Damage damage,
      Duration patience) {
    return new Connections(
        lock,
        writer,
        database.inMemory() ? null : new Reader(database, damage, patience),
        database.file() == null ? null : new Checkpoints(database, writer, damage));
  }

  /** Of who reads beside the daemon; they open nothing yet. */
  static Connections toRead(Database database, Writer writer, Damage damage) {
    return new Connections(null, writer, new Reader(database, damage, Writer.PATIENCE), null);
  }

  Writer writer() {
    return writer;
  }

  /** Runs work on one state of the store, the newest committed. */
  <T extends @Nullable Object> T read(Function<Tx, T> work) {
    return reader == null ? writer.exclusively(() -> writer.look(work)) : reader.read(work);
  }

  /**
   * Brings what was written lately to its place in the file. Returns whether there is such a file.
   *
   * @throws StoreException when the disk does not take it
   */
  boolean checkpoint() {
    if (checkpoints == null) {
      return false;
    }
    checkpoints.step();
    return true;
  }

  /** Why the store may not be ours any more, as a sentence, or null. */
  @Nullable String lockLost() {
    return lock == null ? writer.lockLost() : lock.lost();
  }

  /** Waits a moment for the write under way; one that does not end keeps the file locked. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (checkpoints != null) {
      checkpoints.close();
    }
    if (!writer.close()) {
      log.warn("a write does not come to its end; the store stays locked until this process ends");
      return;
    }
    if (lock != null) {
      lock.close();
    }
  }
}

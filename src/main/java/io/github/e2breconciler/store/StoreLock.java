package io.github.e2breconciler.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the one daemon of a store: the operating system's lock on a file beside it, which
 * ends with the process however that ends.
 *
 * <p>The file stays behind, with the process id of the last holder in it for whoever comes second.
 */
final class StoreLock implements AutoCloseable {

  // POSIX drops all of a process's locks on a file when the process closes any handle of it, so a
  // second try within this process must be refused before it opens the file.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final @Nullable Object identity; // null where the file system has none to tell

  private StoreLock(Path file, FileChannel channel, @Nullable Object identity) {
    this.file = file;
    this.channel = channel;
    this.identity = identity;
  }

  /**
   * Locks a store.
   *
   * @param store its file, in a folder that exists
   * @throws StoreException when another daemon holds it, or the lock cannot be taken
   */
  static StoreLock take(Path store) {
    Path file;
    try {
      file = beside(store);
    } catch (IOException e) {
      throw new StoreException("cannot lock the store " + store + ": " + e, e);
    }
    if (!HELD.add(file)) {
      throw inUse(store, "this process");
    }
    try {
      return lock(store, file);
    } catch (IOException e) {
      HELD.remove(file);
      throw new StoreException("cannot lock the store " + store + ": " + e, e);
    } catch (StoreException e) {
      HELD.remove(file);
      throw e;
    }
  }

  /** Why the lock no longer keeps others out, as a sentence; null while it does. */
  @Nullable String lost() {
    if (!channel.isOpen()) {
      return "the store's lock " + file + " was given up";
    }
    try {
      return Objects.equals(identity, identity(file))
          ? null
          : "the store's lock " + file + " was replaced, so another daemon may have it";
    } catch (IOException e) {
      return "the store's lock " + file + " is gone, so another daemon may take it: " + e;
    }
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Lets the next daemon in. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot unlock the store: " + file, e);
    } finally {
      HELD.remove(file);
    }
  }

  /** The same file for every way to write the path, through links too. */
  private static Path beside(Path store) throws IOException {
    var real =
        Files.exists(store)
            ? store.toRealPath()
            : store.toAbsolutePath().resolveSibling("").toRealPath().resolve(store.getFileName());
    return real.resolveSibling(real.getFileName() + ".lock");
  }

  private static StoreLock lock(Path store, Path file) throws IOException {
    var channel = FileChannel.open(file, CREATE, READ, WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(store, "process " + read(channel));
      }
      channel.truncate(0);
      channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
      return new StoreLock(file, channel, identity(file));
    } catch (IOException | StoreException e) {
      channel.close();
      throw e;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(20); // the digits of the largest long, and one to spare
    channel.read(bytes, 0);
    var digits = US_ASCII.decode(bytes.flip()).toString().strip();
    return digits.isEmpty() ? "unknown" : digits;
  }

  private static StoreException inUse(Path store, String holder) {
    return new StoreException(
        "the store "
            + store
            + " is in use by another daemon ("
            + holder
            + "); stop that one first, or give this one another store.url",
        null);
  }
}

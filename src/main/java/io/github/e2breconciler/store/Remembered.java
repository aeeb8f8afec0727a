package io.github.e2breconciler.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds of something, read when it is first asked for and again after each change.
 * Good only where this process alone changes it, and says so each time. Safe for many threads.
 */
public final class Remembered<T extends @Nullable Object> {

  private final Supplier<T> reading;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Known<T> known; // null until it was read

  private record Known<T extends @Nullable Object>(T value, long change) {}

  /** Nothing yet; {@code reading} is how it is read. */
  public Remembered(Supplier<T> reading) {
    this.reading = reading;
  }

  /**
   * What the store holds.
   *
   * @throws StoreException when it must be read and cannot be
   */
  public T get() {
    var change = changes.get(); // before it is read, so that what changes meanwhile is seen
    var last = known;
    if (last != null && last.change == change) {
      return last.value;
    }
    var value = reading.get();
    known = new Known<>(value, change);
    return value;
  }

  /**
   * Does something that may change it. Whether it did is open where {@code work} throws, a commit
   * of which nobody heard, say: so it is read again then too.
   */
  public <R extends @Nullable Object> R changing(Supplier<R> work) {
    try {
      return work.get();
    } finally {
      changes.incrementAndGet();
    }
  }
}

package io.github.e2breconciler.store;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is held in memory as the store has it. What the store did not take it may have taken
 * all the same, and only the word of it been lost: then all is read anew before any of it is
 * changed. Safe for many threads.
 */
public final class InStep {

  private final Lock lock;
  private final Runnable reading;
  private boolean doubtful; // whether the store may have it otherwise; guarded by the lock

  /**
   * As it was read last.
   *
   * @param reading reads all of it
   */
  public InStep(Store store, Runnable reading) {
    this.lock = store.turns().lock();
    this.reading = reading;
  }

  /** Has {@code held} be what is stored, never without what it was and still is. */
  public static <K, V> void replace(Map<K, V> held, Collection<V> stored, Function<V, K> key) {
    var rows = stored.stream().collect(toMap(key, Function.identity()));
    held.keySet().retainAll(rows.keySet());
    held.putAll(rows);
  }

  /**
   * Does {@code work}, which looks at some of it and then changes it, while nobody else does.
   *
   * @throws StoreException when the store does not take it, or cannot be read
   */
  public <T extends @Nullable Object> T changing(Supplier<T> work) {
    lock.lock();
    try {
      if (doubtful) {
        reading.run();
        doubtful = false;
      }
      return work.get();
    } catch (StoreException e) {
      doubtful = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }
}

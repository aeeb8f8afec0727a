package io.github.e2breconciler.store;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.e2breconciler.loop.Turns;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to use the connection that writes: one thread has it, the others come in the order in
 * which they asked, and nobody waits for ever.
 *
 * <p>It is held across I/O on purpose: that is what makes transactions follow one another. The only
 * locks ever taken inside it are those of the queues of {@link EventLog} and {@link SharedWrite}.
 */
final class Turn {

  private final AtomicInteger waiting = new AtomicInteger();
  private final Lock lock;
  private volatile @Nullable Thread holder;

  Turn(Turns turns) {
    lock = turns.lock();
  }

  /** Refuses who has the turn: it would wait for itself, or commit half. */
  void refuseNesting() {
    if (Thread.currentThread().equals(holder)) {
      throw new IllegalStateException("a transaction inside a transaction");
    }
  }

  /**
   * Runs work while nobody else has the turn.
   *
   * @throws StoreException when the turn did not come in time; the work was not begun
   */
  <T extends @Nullable Object> T within(Duration atMost, Supplier<T> work) {
    refuseNesting();
    if (!take(atMost)) {
      throw new StoreException(
          "others have written for longer than " + atMost.toMillis() + " ms", null);
    }
    holder = Thread.currentThread();
    try {
      return work.get();
    } finally {
      holder = null;
      lock.unlock();
    }
  }

  /** How many wait for it. */
  int waiting() {
    return waiting.get();
  }

  /**
   * Who is told to stop still has to learn what became of its write: it waits on, as long again at
   * most, and is told afterwards.
   */
  private boolean take(Duration atMost) {
    var interrupted = false;
    waiting.incrementAndGet();
    try {
      while (true) {
        try {
          return lock.tryLock(atMost.toNanos(), NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      waiting.decrementAndGet();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

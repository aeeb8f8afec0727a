package io.github.e2breconciler.loop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How our threads wait for each other wherever one may hold up another for longer than a moment:
 * through a commit, or a call to E2B. The machine does it in production; on virtual time whoever
 * owns the order of all threads does.
 */
public interface Turns {

  /** The machine's own. */
  Turns REAL = new Turns() {};

  /** A lock that its holder may take again, and that goes to whoever asked first. */
  default Lock lock() {
    return new ReentrantLock(true);
  }

  /** Waits for what another thread completes, however long that takes; cannot be interrupted. */
  default void await(CompletableFuture<?> done) {
    done.join();
  }

  /**
   * Waits for no longer than {@code atMost}; false if it was not done by then.
   *
   * @throws InterruptedException if the thread is to stop
   */
  default boolean await(CompletableFuture<?> done, Duration atMost) throws InterruptedException {
    try {
      done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing of ours is completed by an exception", e);
    }
  }
}

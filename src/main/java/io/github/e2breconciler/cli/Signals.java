package io.github.e2breconciler.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for SIGTERM or SIGINT, and holds the process until what must be closed is closed.
 *
 * <p>A second signal changes nothing: the JVM runs its hooks once.
 */
final class Signals {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook =
      new Thread(
          () -> {
            asked.countDown();
            awaitQuietly(closed);
          },
          "shutdown");

  Signals() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Blocks until the process is asked to end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Blocks until asked to end, at most so long; true if asked. */
  boolean await(Duration atMost) throws InterruptedException {
    return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets the process go. */
  void closed() {
    closed.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

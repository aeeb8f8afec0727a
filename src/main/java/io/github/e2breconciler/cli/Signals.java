package io.github.e2breconciler.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for SIGTERM or SIGINT, and holds the process until what must be closed is closed, but not
 * for ever: a disk that has stalled may never let go. To end all the same loses nothing, for what
 * is not stored was not acknowledged, and what is under way is looked after at the next start.
 *
 * <p>A second signal changes nothing: the JVM runs its hooks once.
 */
final class Signals {

  /**
   * Supervisors wait longer; whoever stops us by hand should not have to wait for more than 5 s.
   */
  private static final Duration AT_MOST = Duration.ofMillis(4_500);

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook =
      new Thread(
          () -> {
            asked.countDown();
            awaitClosed();
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

  private void awaitClosed() {
    try {
      if (!closed.await(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        log.error("not everything stopped in time; ending all the same, nothing promised is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

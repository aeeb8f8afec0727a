package io.github.e2breconciler.simulator;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Pauses of real time that end early when their owner closes. Safe for many threads. */
final class Patience implements AutoCloseable {

  private final CountDownLatch closed = new CountDownLatch(1);

  /** Returns after {@code length}, or at the close, or when interrupted. */
  void pause(Duration length) {
    try {
      var _ = closed.await(length.toNanos(), NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}

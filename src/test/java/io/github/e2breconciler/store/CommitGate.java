package io.github.e2breconciler.store;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts commits, and holds or fails them as told. */
final class CommitGate implements Fault {

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean shut = new AtomicBoolean();
  private final AtomicBoolean failHeld = new AtomicBoolean();
  private final AtomicBoolean failNext = new AtomicBoolean();
  private volatile Runnable onCommit = () -> {};
  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore opened = new Semaphore(0);

  @Override
  public void beforeCommit() {
    count.incrementAndGet();
    onCommit.run();
    if (shut.compareAndSet(true, false)) {
      arrived.release();
      opened.acquireUninterruptibly();
      fail(failHeld);
      return;
    }
    fail(failNext);
  }

  int count() {
    return count.get();
  }

  /** What every commit does from now on. */
  void onCommit(Runnable action) {
    onCommit = action;
  }

  /** Holds the next commit. */
  void shut() {
    shut.set(true);
  }

  void awaitArrival() throws InterruptedException {
    arrived.acquire();
  }

  /** Lets the held commit go on. */
  void open() {
    opened.release();
  }

  /** Lets the held commit fail. */
  void openWithFailure() {
    failHeld.set(true);
    opened.release();
  }

  /** Lets the next commit that is not held fail. */
  void failNext() {
    failNext.set(true);
  }

  private static void fail(AtomicBoolean wanted) {
    if (wanted.compareAndSet(true, false)) {
      throw new IllegalStateException("disk full");
    }
  }
}

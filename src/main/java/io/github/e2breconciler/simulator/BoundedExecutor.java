package io.github.e2breconciler.simulator;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A virtual thread for each task, of which so many run at once and the others wait. */
final class BoundedExecutor implements Executor, AutoCloseable {

  private final ExecutorService threads;
  private final Semaphore permits;

  BoundedExecutor(String name, int concurrency) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.permits = new Semaphore(concurrency);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(() -> runWhenPermitted(task));
  }

  private void runWhenPermitted(Runnable task) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      return; // only close() interrupts these threads
    }
    try {
      task.run();
    } finally {
      permits.release();
    }
  }

  /** Interrupts the running tasks, drops the waiting ones, and waits for all to return. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}

package io.github.e2breconciler.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads for work that must not wait for each other: one each, for as long as it takes. */
public final class Lanes implements Executor, AutoCloseable {

  private final ExecutorService executor;

  /** No thread runs yet. */
  public Lanes(String name) {
    executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lane-" + name, 0).factory());
  }

  @Override
  public void execute(Runnable work) {
    executor.execute(work);
  }

  /** Interrupts what runs and waits for nothing. */
  public void interrupt() {
    executor.shutdownNow();
  }

  /** Interrupts what runs and waits for it to return. */
  @Override
  public void close() {
    interrupt();
    executor.close();
  }
}

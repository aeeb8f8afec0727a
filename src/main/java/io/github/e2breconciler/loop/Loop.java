package io.github.e2breconciler.loop;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats a step until closed.
 *
 * <p>A nudge cuts the pause short; one that comes during a step is not lost: the step runs once
 * more at once. A step that throws is logged and tried again after a pause. An {@link Error} ends
 * the thread and reaches the uncaught-exception handler, for the supervisor to restart the process.
 */
public final class Loop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final Supplier<Duration> step;
  private final Duration pauseAfterFailure;
  private final ExecutorService executor;
  private final Semaphore nudges = new Semaphore(0);
  private @Nullable Class<?> failedBy; // by the last step; of the loop's own thread

  /**
   * A loop that does nothing until started.
   *
   * @param step does what is due and returns the pause until it is useful again
   */
  public Loop(String name, Supplier<Duration> step, Duration pauseAfterFailure) {
    this.name = name;
    this.step = step;
    this.pauseAfterFailure = pauseAfterFailure;
    this.executor =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("loop-" + name).factory());
  }

  public void start() {
    executor.execute(this::run);
  }

  /** Runs the step as soon as it can. Never blocks; any thread. */
  public void nudge() {
    nudges.release();
  }

  /**
   * Interrupts a running step, after which no other begins, and waits for nothing: for whoever
   * closes several whose steps may wait for one another.
   */
  public void interrupt() {
    executor.shutdownNow();
    nudge(); // in case the step swallowed the interrupt
  }

  /** Interrupts a running step and waits for it to return. */
  @Override
  public void close() {
    interrupt();
    executor.close();
  }

  private void run() {
    while (!executor.isShutdown()) {
      try {
        var pause = stepOrBackOff();
        var _ = nudges.tryAcquire(Math.max(0, pause.toNanos()), NANOSECONDS);
        nudges.drainPermits();
      } catch (InterruptedException e) {
        return; // only close() interrupts this thread
      }
    }
  }

  private Duration stepOrBackOff() {
    try {
      var pause = step.get();
      if (failedBy != null) {
        failedBy = null;
        log.info("{} works again", name);
      }
      return pause;
    } catch (RuntimeException e) {
      if (executor.isShutdown()) {
        return Duration.ZERO;
      }
      if (e.getClass().equals(failedBy)) { // its trace was told, and more of them hide the rest
        log.error("{} failed again; trying again in {}: {}", name, pauseAfterFailure, e.toString());
      } else {
        log.error("{} failed; trying again in {}", name, pauseAfterFailure, e);
      }
      failedBy = e.getClass();
      return pauseAfterFailure;
    }
  }
}

package io.github.e2breconciler.simulation;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, and the steps that are due in it, on the thread of the caller.
 *
 * <p>The earliest step runs first; the seed decides between equals. A step returns its pause; one
 * that throws a {@link RuntimeException} is tried again after 5 s, as the daemon's loops do it. No
 * step begins while it runs.
 */
final class VirtualScheduler implements InstantSource, Ticker {

  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Those that wait while a step lets time pass, and those that do not. */
  private final PriorityQueue<Task> waiting = new PriorityQueue<>();

  private final PriorityQueue<Task> meanwhile = new PriorityQueue<>();
  private final RandomGenerator random;
  private final Consumer<RuntimeException> failures;
  private final Consumer<Crash> onCrash;
  private Instant now;
  private long nanos;
  private long steps;

  /**
   * A scheduler without steps.
   *
   * @param failures hears of every exception of a step
   * @param onCrash what to do when a step ends in a {@link Crash}
   */
  VirtualScheduler(
      Instant start,
      RandomGenerator random,
      Consumer<RuntimeException> failures,
      Consumer<Crash> onCrash) {
    this.now = start;
    this.random = random;
    this.failures = failures;
    this.onCrash = onCrash;
  }

  /** A step that is repeated. */
  final class Task implements Comparable<Task> {

    private final String name;
    private final PriorityQueue<Task> queue;
    private final Supplier<Duration> step;
    private Instant due;
    private int tie = random.nextInt();
    private boolean running;
    private boolean nudged;
    private boolean cancelled;

    private Task(String name, PriorityQueue<Task> queue, Instant due, Supplier<Duration> step) {
      this.name = name;
      this.queue = queue;
      this.due = due;
      this.step = step;
    }

    /** Runs it now, or once more at once if it is running. */
    void nudge() {
      nudged = running;
      if (queue.remove(this)) {
        due = now;
        queue.add(this);
      }
    }

    void cancel() {
      cancelled = true;
      queue.remove(this);
    }

    @Override
    public int compareTo(Task other) {
      var order = due.compareTo(other.due);
      return order != 0 ? order : Integer.compare(tie, other.tie);
    }

    private void run() {
      queue.remove(this);
      running = true;
      var pause = AFTER_FAILURE;
      try {
        pause = step.get();
      } catch (RuntimeException e) {
        failures.accept(e);
      } catch (Crash e) {
        onCrash.accept(e);
      } finally {
        running = false;
      }
      due = nudged || pause.isNegative() ? now : now.plus(pause);
      nudged = false;
      tie = random.nextInt();
      if (!cancelled) {
        queue.add(this);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A step that waits while another one lets time pass. */
  Task add(String name, Duration in, Supplier<Duration> step) {
    return add(new Task(name, waiting, now.plus(in), step));
  }

  /** A step that is done even while another one lets time pass. */
  Task addMeanwhile(String name, Duration in, Supplier<Duration> step) {
    return add(new Task(name, meanwhile, now.plus(in), step));
  }

  private Task add(Task task) {
    task.queue.add(task);
    return task;
  }

  /** Runs every step that is due by {@code end}, in order, and makes that the time. */
  void runUntil(Instant end) {
    run(end, false);
  }

  /** Lets time pass inside a step. */
  void pass(Duration span) {
    run(now.plus(span), true);
  }

  private void run(Instant end, boolean inside) {
    for (var next = next(inside); next != null && !next.due.isAfter(end); next = next(inside)) {
      moveTo(next.due);
      steps++;
      next.run();
    }
    moveTo(end);
  }

  private @Nullable Task next(boolean inside) {
    @Nullable Task first = meanwhile.peek();
    @Nullable Task other = inside ? null : waiting.peek();
    if (first == null || other == null) {
      return first == null ? other : first;
    }
    return other.compareTo(first) < 0 ? other : first;
  }

  private void moveTo(Instant time) {
    if (time.isAfter(now)) {
      nanos += Duration.between(now, time).toNanos();
      now = time;
    }
  }

  /** How many steps were run. */
  long steps() {
    return steps;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long read() {
    return nanos;
  }
}

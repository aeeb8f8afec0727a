package io.github.e2breconciler.day;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, and the steps that are repeated in it on the thread of the caller, the earliest
 * first. A step that fails ends the run.
 */
final class VirtualTime implements InstantSource, Ticker {

  /** Those that wait while a step lets time pass, and those that do not. */
  private final PriorityQueue<Task> waiting = new PriorityQueue<>();

  private final PriorityQueue<Task> meanwhile = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-01-05T00:00:00Z");
  private long nanos;
  private long sequence;

  /** A step that is repeated after the pause that it returns. */
  final class Task implements Comparable<Task> {

    private final PriorityQueue<Task> queue;
    private final Supplier<Duration> step;
    private Instant due = now;
    private long order = sequence++;
    private boolean running;
    private boolean nudged;
    private boolean cancelled;

    private Task(PriorityQueue<Task> queue, Supplier<Duration> step) {
      this.queue = queue;
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
      var byTime = due.compareTo(other.due);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }

    private void run() {
      running = true;
      var pause = step.get();
      running = false;
      due = nudged ? now : now.plus(pause);
      nudged = false;
      order = sequence++;
      if (!cancelled) {
        queue.add(this);
      }
    }
  }

  /** A step that begins now, and waits while another one lets time pass. */
  Task add(Supplier<Duration> step) {
    return add(new Task(waiting, step));
  }

  /** A step that is done even while another one lets time pass. */
  Task addMeanwhile(Supplier<Duration> step) {
    return add(new Task(meanwhile, step));
  }

  private static Task add(Task task) {
    task.queue.add(task);
    return task;
  }

  /** Runs what falls due in {@code span} from now. */
  void run(Duration span) {
    run(now.plus(span), false);
  }

  /** Lets time pass inside a step. */
  void pass(Duration span) {
    run(now.plus(span), true);
  }

  private void run(Instant end, boolean inside) {
    for (var next = next(inside); next != null && !next.due.isAfter(end); next = next(inside)) {
      moveTo(next.due);
      next.queue.remove(next);
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

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long read() {
    return nanos;
  }
}

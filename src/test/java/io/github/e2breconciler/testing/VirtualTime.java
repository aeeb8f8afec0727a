package io.github.e2breconciler.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time, and all that goes on in it: one thing at a time, whatever is due first; chance
 * decides between what is due at once.
 *
 * <p>Steps are repeated. One that waits, for time to pass or for another, keeps its thread and lets
 * the others go on: threads hand each other a baton, and whoever has it is the only one that runs,
 * so that nothing here needs a lock and a seed repeats itself to the letter. The thread that made
 * it is one of them; when it lets time pass, the others go on.
 */
public final class VirtualTime implements InstantSource, Ticker, AutoCloseable {

  /** The pause after a step that failed, as the daemon's loops make it. */
  public static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private final Strands strands = new Strands(this::take);
  private final RandomGenerator random;
  private final Failures failures;
  private Instant now;
  private long nanos;
  private long steps;

  /** Hears of every step that throws; what it throws in turn ends the run. */
  @FunctionalInterface
  public interface Failures {

    /** They all end the run. */
    Failures FATAL =
        (_, e) -> {
          throw new AssertionError(e);
        };

    void failed(Task step, Throwable e);
  }

  /** Time that begins at {@code start}, for the thread that calls. */
  public VirtualTime(Instant start, RandomGenerator random, Failures failures) {
    this.now = start;
    this.random = random;
    this.failures = failures;
  }

  /** A step that is repeated after the pause that it returns. */
  public final class Task {

    private final String name;
    private final Supplier<Duration> step;
    private @Nullable Due due;
    private boolean nudged;
    private boolean cancelled;

    private Task(String name, Supplier<Duration> step, Duration in) {
      this.name = name;
      this.step = step;
      due = begin(in);
    }

    /** Runs it now, or once more at once if it is running. */
    public void nudge() {
      nudged = due == null;
      if (due != null && due.at() > nanos) {
        queue.remove(due);
        due = begin(Duration.ZERO);
      }
    }

    /** It does not begin again. */
    public void cancel() {
      cancelled = true;
      if (due != null) {
        queue.remove(due);
        due = null;
      }
    }

    private void run() {
      due = null;
      steps++;
      var pause = AFTER_FAILURE;
      try {
        pause = step.get();
      } catch (Throwable e) {
        failed(e);
      }
      if (!cancelled && !strands.closing()) {
        due = begin(nudged || pause.isNegative() ? Duration.ZERO : pause);
      }
      nudged = false;
    }

    private void failed(Throwable e) {
      if (strands.closing()) {
        return;
      }
      try {
        failures.failed(this, e);
      } catch (Throwable fatal) {
        strands.fail(fatal);
      }
    }

    private Due begin(Duration in) {
      return enqueue(in, null, this::run);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A step that begins in a while. */
  public Task add(String name, Duration in, Supplier<Duration> step) {
    return new Task(name, step, in);
  }

  /** Something that is done once. */
  public void once(String name, Duration in, Runnable work) {
    var task = new Task[1];
    task[0] =
        add(
            name,
            in,
            () -> {
              task[0].cancel();
              work.run();
              return Duration.ZERO;
            });
  }

  /** One thread's wait for another, or for a time. */
  public final class Wait {

    private final Strand strand = strands.running();
    private @Nullable Due due;
    private boolean woken;
    private boolean over;

    /** Whoever waits goes on, now; nothing once it no longer waits. */
    public void wake() {
      if (woken || over || strands.closing()) {
        return;
      }
      woken = true;
      if (due != null) {
        queue.remove(due);
      }
      due = enqueue(Duration.ZERO, strand, Due.NOTHING);
    }

    /**
     * Lets others go on until woken.
     *
     * @param atMost null: for however long it takes
     * @return false if nobody woke it in time
     */
    public boolean await(@Nullable Duration atMost) {
      if (!woken && atMost != null) {
        due = enqueue(atMost, strand, Due.NOTHING);
      }
      try {
        strands.goOn();
      } finally {
        over = true;
      }
      return woken;
    }
  }

  /** A wait of the calling thread. */
  public Wait newWait() {
    return new Wait();
  }

  /** Lets time pass, in which others go on. */
  public void pass(Duration span) {
    var _ = newWait().await(span);
  }

  /** From now to whatever is next, or null if nothing is. */
  public @Nullable Duration untilNext() {
    var next = queue.peek();
    return next == null ? null : Duration.ofNanos(next.at() - nanos);
  }

  private Due enqueue(Duration in, @Nullable Strand strand, Runnable work) {
    var due = new Due(nanos + in.toNanos(), random.nextInt(), strand, work);
    queue.add(due);
    return due;
  }

  private Due take() {
    var due = queue.poll();
    if (due == null) {
      throw new IllegalStateException("all wait for each other");
    }
    if (due.at() > nanos) {
      now = now.plusNanos(due.at() - nanos);
      nanos = due.at();
    }
    return due;
  }

  /** How many steps were begun. */
  public long steps() {
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

  /** Ends all threads but the caller's, who made it; nothing goes on any more. */
  @Override
  public void close() {
    strands.close();
  }
}

package io.github.e2breconciler.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Small writes of one kind whose callers share commits: whoever gets the turn to write does so for
 * all who wait, in the order in which they came. Thousands at once cost a few commits then, and
 * keep nobody else waiting for longer. A lone caller commits its own.
 *
 * <p>Those of one commit share its fate, and nobody is told before it is on disk. Any thread may
 * call, but not inside a transaction.
 */
public final class SharedWrite<A, R> {

  /** Most that one commit takes, but for a caller that brings more. */
  static final int MOST = 256;

  private final Writer writer;
  private final Supplier<Work<A, R>> works;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Asked<A, R>> waiting = new ArrayDeque<>();

  SharedWrite(Writer writer, Supplier<Work<A, R>> works) {
    this.writer = writer;
    this.works = works;
  }

  /** What is done in one transaction, by whoever has the turn to write; for no other. */
  public interface Work<A, R> {

    /** What becomes of each, in the order in which they are given. */
    List<R> write(Tx tx, List<A> asked);

    /** The transaction failed, perhaps before {@link #write} was called. */
    void undo();
  }

  /**
   * What one caller brings; whoever has the turn settles it, and after a turn of his own he sees.
   */
  private static final class Asked<A, R> {

    private final A what;
    private final int weight;
    private @Nullable R result;
    private @Nullable Throwable failure; // one for all of a commit

    private Asked(A what, int weight) {
      this.what = what;
      this.weight = weight;
    }

    private boolean settled() {
      return result != null || failure != null;
    }

    private R outcome() {
      if (result == null) {
        throw new StoreException(
            failure == null ? "" : String.valueOf(failure.getMessage()), failure);
      }
      return result;
    }
  }

  /**
   * Writes something; returns once it is on disk.
   *
   * @param weight how many rows it is, about
   * @throws StoreException when it is not known to be stored; it may be tried again
   */
  public R write(A what, int weight) {
    writer.refuseWhileStalled();
    var own = new Asked<A, R>(what, weight);
    synchronized (lock) {
      waiting.addLast(own);
    }
    try {
      return writer.exclusively(() -> {
        while (!own.settled()) {
          settle(next());
        }
        return own.outcome();
      });
    } finally {
      if (!own.settled()) { // the turn did not come, and may yet come to somebody else
        forget(own);
      }
    }
  }

  private List<Asked<A, R>> next() {
    var some = new ArrayList<Asked<A, R>>();
    var weight = 0;
    synchronized (lock) {
      for (var first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
        weight += first.weight;
        if (weight > MOST && !some.isEmpty()) {
          break;
        }
        some.add(waiting.removeFirst());
      }
    }
    return some;
  }

  private void forget(Asked<A, R> own) {
    synchronized (lock) {
      waiting.remove(own);
    }
  }

  private void settle(List<Asked<A, R>> some) {
    var work = works.get();
    try {
      var results =
          writer.transact(tx -> work.write(tx, some.stream().map(it -> it.what).toList()));
      for (var i = 0; i < some.size(); i++) {
        some.get(i).result = results.get(i);
      }
    } catch (RuntimeException | Error e) {
      work.undo();
      some.forEach(it -> it.failure = e);
      if (e instanceof Error) {
        throw e;
      }
    }
  }
}

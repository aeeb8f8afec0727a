package io.github.e2breconciler.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.e2breconciler.loop.Turns;
import io.github.e2breconciler.store.EventLog.Appended;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Events that one caller waits to see on disk.
 *
 * <p>The caller is woken once: settled, or to lead itself. What settles it first holds. Waiting
 * cannot be interrupted, since the caller must learn what became of its events; it lasts a commit
 * or two, and ends without success where the store stalls or is kept busy by others.
 */
final class PendingAppend {

  /** What a row costs besides its texts, about. */
  private static final int ROW_BYTES = 200;

  private final List<EventRow> rows;
  private final long bytes;
  private final long since;
  private final CompletableFuture<@Nullable Void> woken = new CompletableFuture<>();
  private volatile boolean promoted;

  @GuardedBy("this")
  private @Nullable List<Appended> outcome;

  @GuardedBy("this")
  private @Nullable Throwable failure;

  /**
   * Events to be stored.
   *
   * @param since when they came, in nanoseconds of any origin
   */
  PendingAppend(List<EventRow> rows, long since) {
    this.since = since;
    this.rows = List.copyOf(rows);
    this.bytes = this.rows.stream().mapToLong(PendingAppend::bytes).sum();
  }

  private static long bytes(EventRow row) {
    return ROW_BYTES + row.id().length() + row.type().length() + (long) row.body().length();
  }

  List<EventRow> rows() {
    return rows;
  }

  /** Since when their caller waits. */
  long since() {
    return since;
  }

  /** How much memory its rows take, about. */
  long bytes() {
    return bytes;
  }

  void awaitWaking(Turns turns) {
    turns.await(woken);
  }

  /** Tells the caller that it leads from now on, whatever becomes of its own events. */
  void promote() {
    promoted = true;
    woken.complete(null);
  }

  boolean promoted() {
    return promoted;
  }

  void succeed(List<Appended> result) {
    synchronized (this) {
      if (failure == null) {
        outcome = result;
      }
    }
    woken.complete(null);
  }

  /** False if it was settled before. */
  @CanIgnoreReturnValue
  boolean fail(Throwable cause) {
    boolean first;
    synchronized (this) {
      first = outcome == null && failure == null;
      if (first) {
        failure = cause;
      }
    }
    woken.complete(null);
    return first;
  }

  /**
   * What became of each row; only once settled.
   *
   * @throws StoreException when it is not known that all of them were stored
   */
  synchronized List<Appended> outcome() {
    if (outcome == null) {
      throw new StoreException("events were not stored: " + failure, failure);
    }
    return outcome;
  }
}

package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventLog.Appended;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Events that one caller waits to see on disk.
 *
 * <p>It is woken once by the leader before it: settled, or to lead itself. Waiting cannot be
 * interrupted, since the caller must learn what became of its events; it lasts a commit or two.
 */
final class PendingAppend {

  private final List<EventRow> rows;
  private final CompletableFuture<@Nullable Void> woken = new CompletableFuture<>();
  private @Nullable List<Appended> outcome; // written before the waking, read after it
  private @Nullable Throwable failure;

  PendingAppend(List<EventRow> rows) {
    this.rows = List.copyOf(rows);
  }

  List<EventRow> rows() {
    return rows;
  }

  void awaitWaking() {
    woken.join();
  }

  /** Tells the caller that it leads from now on. */
  void promote() {
    woken.complete(null);
  }

  void succeed(List<Appended> result) {
    outcome = result;
    woken.complete(null);
  }

  void fail(Throwable cause) {
    failure = cause;
    woken.complete(null);
  }

  boolean settled() {
    return outcome != null || failure != null;
  }

  /**
   * What became of each row; only once settled.
   *
   * @throws StoreException when none of them was stored
   */
  List<Appended> outcome() {
    if (outcome == null) {
      throw new StoreException("events were not stored: " + failure, failure);
    }
    return outcome;
  }
}

package io.github.e2breconciler.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Events that wait for a commit, bounded in number and in bytes, and the lead: whose turn it is to
 * commit for all.
 *
 * <p>Metrics: {@code e2b_reconciler_inbox_waiting_events}, {@code …_waiting_bytes}, and {@code
 * e2b_reconciler_inbox_refused_total{reason}}; alert on any refusal. Any thread may call; nothing
 * blocks.
 */
final class AppendQueue {

  /** Most rows of one commit, but for a caller that brings more. */
  private static final int MAX_BATCH = 512;

  /** Rows that may wait; what comes beyond is refused, for the sender to try again. */
  static final int MAX_ROWS = 4096;

  /**
   * Bytes that may wait, about; a body may have 1 MiB, so the number of rows alone bounds little.
   */
  static final long MAX_BYTES = 16L << 20; // 16 MiB

  private final Object lock = new Object();
  private final Counter full;
  private final Counter stalled;

  @GuardedBy("lock")
  private final ArrayDeque<PendingAppend> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private List<PendingAppend> underWay = List.of();

  @GuardedBy("lock")
  private int rows;

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private boolean led; // INVARIANT: nobody waits while nobody leads

  AppendQueue(MeterRegistry meters) {
    Gauge.builder("e2b_reconciler.inbox.waiting.events", this, AppendQueue::rows)
        .description("Events that wait to be stored")
        .register(meters);
    Gauge.builder("e2b_reconciler.inbox.waiting.bytes", this, AppendQueue::bytes)
        .description("How large they are together, about")
        .register(meters);
    this.full = refusals("full", meters);
    this.stalled = refusals("stalled", meters);
  }

  private static Counter refusals(String reason, MeterRegistry meters) {
    return Counter.builder("e2b_reconciler.inbox.refused")
        .tag("reason", reason)
        .description("Times that events were not taken in, for their sender to try again")
        .register(meters);
  }

  /**
   * Queues events; true: the caller leads.
   *
   * @throws StoreException when too many wait
   */
  boolean enqueue(PendingAppend pending) {
    synchronized (lock) {
      if (!fits(pending)) {
        full.increment();
        throw new StoreException(
            "too many events wait to be stored: " + rows + " of " + bytes + " bytes", null);
      }
      waiting.addLast(pending);
      rows += pending.rows().size();
      bytes += pending.bytes();
      if (led) {
        return false;
      }
      led = true;
      return true;
    }
  }

  /** What one caller brings is taken whole where nothing waits, however large. */
  @GuardedBy("lock")
  private boolean fits(PendingAppend pending) {
    return waiting.isEmpty() || (rows < MAX_ROWS && bytes + pending.bytes() <= MAX_BYTES);
  }

  /** What is to be committed next; for the leader. */
  List<PendingAppend> takeBatch() {
    var batch = new ArrayList<PendingAppend>();
    var taken = 0;
    synchronized (lock) {
      while (taken < MAX_BATCH && !waiting.isEmpty()) {
        var pending = waiting.removeFirst();
        taken += pending.rows().size();
        bytes -= pending.bytes();
        batch.add(pending);
      }
      rows -= taken;
      underWay = batch;
    }
    return batch;
  }

  /** Ends the caller's lead: the first that waits has it now. */
  void handOver() {
    synchronized (lock) {
      underWay = List.of();
      var next = waiting.peekFirst();
      if (next == null) {
        led = false;
      } else {
        next.promote();
      }
    }
  }

  /**
   * Lets nobody wait any longer for a commit that does not come. What is under way may still be
   * stored; its sender then brings it a second time, which does nothing.
   */
  void giveUp(StoreException cause) {
    giveUp(_ -> true, cause);
  }

  /** The same for who has waited since then or longer. */
  void giveUpSince(long since, StoreException cause) {
    giveUp(pending -> pending.since() - since <= 0, cause);
  }

  private void giveUp(Predicate<PendingAppend> which, StoreException cause) {
    synchronized (lock) {
      var settled = 0;
      for (var pending : underWay) {
        settled += which.test(pending) && pending.fail(cause) ? 1 : 0;
      }
      for (var next = waiting.iterator(); next.hasNext(); ) {
        var pending = next.next();
        if (which.test(pending)) {
          next.remove();
          rows -= pending.rows().size();
          bytes -= pending.bytes();
          settled += pending.fail(cause) ? 1 : 0;
        }
      }
      stalled.increment(settled);
    }
  }

  /** Counts events that were not even queued, since nothing is stored at present. */
  void refusedStalled() {
    stalled.increment();
  }

  int rows() {
    synchronized (lock) {
      return rows;
    }
  }

  long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }
}

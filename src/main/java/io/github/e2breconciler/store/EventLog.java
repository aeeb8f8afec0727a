package io.github.e2breconciler.store;

import io.github.e2breconciler.store.EventPrints.Run;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The inbox: where every event is made durable, once, before anybody relies on it.
 *
 * <p>Callers share commits without a thread of its own. Whoever finds nobody leading leads: it
 * takes what waits, stores it in one transaction, hands the lead to the first that came meanwhile,
 * and tells its callers. A lone caller simply commits its own event.
 *
 * <p>A repetition is known by account and id, from memory; that memory changes only after a commit,
 * so a failed one leaves no trace and a repetition of an event in flight is judged after it. What
 * waits is bounded, see {@link AppendQueue}; beyond, and while the store stalls, events are refused
 * at once. Any thread may call, but not inside a transaction.
 */
public final class EventLog {

  private final Writer writer;
  private final AppendQueue queue;
  private final SeenEvents seen = new SeenEvents();

  // Only inside the writer's exclusive section:
  private EventPrints prints = new EventPrints();
  private volatile long lastSeq;
  private boolean doubtful; // whether the store may hold more than we know

  EventLog(Writer writer, MeterRegistry meters) {
    this.writer = writer;
    this.queue = new AppendQueue(meters);
  }

  /**
   * What became of an event.
   *
   * @param seq its place in the inbox, or that of the one it repeats
   * @param duplicate whether an event of the same account and id was there already
   */
  public record Appended(long seq, boolean duplicate) {}

  /**
   * Stores one event; returns once it is on disk.
   *
   * @throws StoreException when it could not be stored or too many wait; it may be tried again
   */
  public Appended append(EventRow row) {
    return appendAll(List.of(row)).getFirst();
  }

  /**
   * Stores events in one commit; returns once they are on disk.
   *
   * @return what became of each, in their order
   * @throws StoreException when none could be stored or too many wait; they may be tried again
   */
  public List<Appended> appendAll(List<EventRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    writer.refuseNesting();
    refuseWhileStalled();
    var pending = new PendingAppend(rows, writer.nanos());
    if (queue.enqueue(pending)) {
      lead(pending);
    } else {
      pending.awaitWaking(writer.turns());
      if (pending.promoted()) {
        lead(pending);
      }
    }
    return pending.outcome();
  }

  /** Which of these event ids of the account are stored. Never blocks on a commit. */
  public Set<String> known(String account, Collection<String> ids) {
    var known = new HashSet<String>();
    for (var id : ids) {
      if (seen.placeOf(account, id) != null) {
        known.add(id);
      }
    }
    return Set.copyOf(known);
  }

  /**
   * The place of the newest event that was stored for sure, or 0 before the first. Never blocks.
   */
  public long lastSeq() {
    return lastSeq;
  }

  /**
   * Forgets events received before {@code before}, looking at the oldest {@code maxRows} only; the
   * newest event always stays, to tell the next one its place.
   *
   * @return how many
   */
  public int prune(long before, int maxRows) {
    return writer.exclusively(() -> {
      var pruned = writer.transact(tx -> tx.events().prune(before, maxRows));
      pruned.forEach(event -> seen.remove(event.account(), event.id()));
      return pruned.size();
    });
  }

  /** Learns what is stored; before the first append. */
  void load() {
    writer.exclusively(() -> {
      learn();
      return true;
    });
  }

  /** Lets nobody wait any longer where nothing is written, and nobody wait for too long. */
  void watch() {
    var trouble = writer.refusal();
    if (trouble != null) {
      queue.giveUp(trouble);
    } else {
      queue.giveUpSince(writer.waitedTooLong(), overdue());
    }
  }

  /** How many rows wait for a commit that is not under way yet. */
  int waiting() {
    return queue.rows();
  }

  private void refuseWhileStalled() {
    var trouble = writer.refusal();
    if (trouble != null) {
      queue.refusedStalled();
      throw trouble;
    }
  }

  /** A sender that must wait for longer would be gone when the answer comes. */
  private static StoreException overdue() {
    return new StoreException("the store has not come to these events in time", null);
  }

  /**
   * Commits for all, and passes the lead on before it tells anybody: the next commit is under way
   * while those whose events are stored answer their senders.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the yield makes commits larger; nothing relies on it
  private void lead(PendingAppend own) {
    Runnable news = () -> {};
    Thread.yield(); // whose events are about to come share this commit
    try {
      news =
          writer.exclusivelySince(
              own.since(),
              () -> settle(queue.takeBatch())); // as late as possible, and so as large as possible
    } catch (StoreException e) { // the turn did not come; what waits as long has waited in vain
      queue.giveUpSince(own.since(), e);
    } finally {
      queue.handOver();
    }
    news.run();
  }

  /** Stores a batch; returns what tells its callers. */
  private Runnable settle(List<PendingAppend> batch) {
    try {
      var outcomes = store(batch);
      return () -> {
        for (var i = 0; i < batch.size(); i++) {
          batch.get(i).succeed(outcomes.get(i));
        }
      };
    } catch (RuntimeException e) {
      return () -> batch.forEach(pending -> pending.fail(e));
    } catch (Error e) {
      batch.forEach(pending -> pending.fail(e));
      throw e;
    }
  }

  private void learn() {
    var lastRun = writer.look(tx -> tx.events().lastRun());
    var learnt = new EventPrints();
    var unwritten = new ArrayList<Run>();
    writer.look(tx -> {
      tx.events()
          .placesAfter(
              Math.min(lastSeq, lastRun - 1),
              event -> {
                seen.add(event.account(), event.id(), event.seq());
                lastSeq = event.seq();
                if (lastSeq >= lastRun) {
                  unwritten.addAll(learnt.add(lastSeq, event.account(), event.sandbox()));
                }
              });
      return true;
    });
    prints = learnt;
    if (!unwritten.isEmpty()) { // a version before this one wrote none
      writer.transact(tx -> {
        tx.events().insertRuns(unwritten);
        return true;
      });
    }
    doubtful = false;
  }

  private List<List<Appended>> store(List<PendingAppend> batch) {
    if (doubtful) {
      learn(); // a commit that failed may have been done, and only the word of it been lost
    }
    var placement = new Placement(seen, lastSeq);
    var outcomes = batch.stream().map(pending -> placement.place(pending.rows())).toList();
    var fresh = placement.fresh();
    if (!fresh.isEmpty()) {
      doubtful = true;
      var whole = prints.completedBy(fresh);
      writer.transact(tx -> {
        tx.events().insert(fresh);
        tx.events().insertRuns(whole);
        return true;
      });
      prints.add(fresh);
      fresh.forEach(event -> seen.add(event.row().account(), event.row().id(), event.seq()));
      lastSeq = fresh.getLast().seq();
      doubtful = false;
    }
    return outcomes;
  }
}

package io.github.e2breconciler.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.EventRow;
import io.github.e2breconciler.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way an event comes in, by webhook or by feed: stored first, then merged, each id once.
 * Safe for many threads.
 */
public final class EventIntake {

  private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

  private final Store store;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final InstantSource clock;
  private final Map<AccountId, Queue<SandboxKey>> suspects = new ConcurrentHashMap<>();
  private final Map<AccountId, String> teams = new ConcurrentHashMap<>();
  private volatile Runnable onSuspicion = () -> {};

  public EventIntake(Store store, Inventory inventory, DriftLog drifts, InstantSource clock) {
    this.store = store;
    this.inventory = inventory;
    this.drifts = drifts;
    this.clock = clock;
  }

  /**
   * What an event did.
   *
   * @param duplicate its id was known, so it did nothing
   * @param ended it ended something that existed as far as we knew
   */
  public record Taken(boolean duplicate, boolean ended) {}

  /** Whom to wake when an event does not fit what we believe. */
  public void onSuspicion(Runnable wake) {
    onSuspicion = wake;
  }

  /**
   * Takes one event; durable when it returns.
   *
   * @throws io.github.e2breconciler.store.StoreException if it is not
   */
  public Taken take(AccountId account, LifecycleEvent event, Source source, Instant receivedAt) {
    var appended = store.events().append(row(account, event, source, receivedAt));
    return merge(account, new Heard(event, source, receivedAt), appended.duplicate());
  }

  /** Takes what the feed brought, oldest first, in one commit; returns how many were new. */
  int takeAll(AccountId account, List<LifecycleEvent> events, Source source) {
    if (events.isEmpty()) {
      return 0;
    }
    var now = clock.instant();
    var rows = events.stream().map(event -> row(account, event, source, now)).toList();
    var appended = store.events().appendAll(rows);
    var fresh = 0;
    for (var i = 0; i < events.size(); i++) {
      var duplicate = appended.get(i).duplicate();
      fresh += duplicate ? 0 : 1;
      merge(account, new Heard(events.get(i), source, now), duplicate);
    }
    return fresh;
  }

  /** Merges again what was stored and perhaps not merged before a crash. */
  public void replay(long afterSeq) {
    var replayed = new int[1];
    store.read(tx -> {
      tx.events()
          .after(
              afterSeq,
              stored -> {
                replay(stored.row());
                replayed[0]++;
              });
      return true;
    });
    log.info("replayed stored events count={} after={}", replayed[0], afterSeq);
  }

  private void replay(EventRow row) {
    switch (EventCodec.decode(row.body().getBytes(UTF_8))) {
      case EventCodec.Decoded.Event event ->
          inventory.apply(
              new AccountId(row.account()),
              new Heard(event.event(), Source.WEBHOOK, Instant.ofEpochMilli(row.receivedAt())));
      case EventCodec.Decoded.Malformed(var why) ->
          log.warn("a stored event is unreadable id={} why=\"{}\"", row.id(), why);
    }
  }

  /** The sandboxes of an account that an event raised a doubt about, each once; at most 100. */
  List<SandboxKey> takeSuspects(AccountId account) {
    var queue = suspects.get(account);
    var taken = new ArrayList<SandboxKey>();
    while (queue != null && taken.size() < 100) {
      var next = queue.poll();
      if (next == null) {
        break;
      }
      if (!taken.contains(next)) {
        taken.add(next);
      }
    }
    return taken;
  }

  /** The team that the newest event named, or empty. */
  String team(AccountId account) {
    return teams.getOrDefault(account, "");
  }

  private Taken merge(AccountId account, Heard heard, boolean duplicate) {
    var event = heard.event();
    var key = new SandboxKey(account, event.sandbox());
    if (heard.source() == Source.WEBHOOK) {
      drifts.announced(key, event);
    }
    if (duplicate) {
      return new Taken(true, false);
    }
    if (!event.header().team().isEmpty()) {
      teams.put(account, event.header().team());
    }
    var change = inventory.apply(account, heard);
    if (change.drift() != null) {
      drifts.repaired(change.drift());
    }
    if (change.suspect() != null) {
      log.debug("suspect sandbox={} why=\"{}\"", key, change.suspect());
      suspects.computeIfAbsent(account, _ -> new ConcurrentLinkedQueue<>()).add(key);
      onSuspicion.run();
    }
    return new Taken(false, change.ended());
  }

  private static EventRow row(
      AccountId account, LifecycleEvent event, Source source, Instant receivedAt) {
    return new EventRow(
        account.name(),
        event.header().id(),
        event.header().type(),
        event.sandbox().value(),
        event.at().toEpochMilli(),
        receivedAt.toEpochMilli(),
        source.label(),
        new String(EventCodec.encode(event), UTF_8));
  }
}

package io.github.e2breconciler.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.inventory.Suspect;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.EventLog.Appended;
import io.github.e2breconciler.store.EventRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way an event comes in, by webhook or by feed: stored first, then merged, each id once.
 * Safe for many threads.
 */
public final class EventIntake {

  /** Fetched events of one commit; more would keep webhooks waiting. */
  private static final int AT_ONCE = 500;

  private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

  private final Store store;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final Suspicions suspicions;
  private final InstantSource clock;
  private final PerhapsStored perhapsStored = new PerhapsStored();
  private final Map<AccountId, Webhooks> webhooks = new ConcurrentHashMap<>();
  private final Map<AccountId, String> teams = new ConcurrentHashMap<>();
  private final Map<AccountId, Churn> churns = new ConcurrentHashMap<>();

  public EventIntake(
      Store store,
      Inventory inventory,
      DriftLog drifts,
      Suspicions suspicions,
      InstantSource clock) {
    this.store = store;
    this.inventory = inventory;
    this.drifts = drifts;
    this.suspicions = suspicions;
    this.clock = clock;
  }

  /**
   * What an event did.
   *
   * @param duplicate its id was known
   * @param ended it ended something that existed as far as we knew
   */
  public record Taken(boolean duplicate, boolean ended) {}

  /** What came by webhook: so much, and the last of it by our clock. */
  private record Webhooks(long taken, Instant lastAt) {
    static final Webhooks NONE = new Webhooks(0, Instant.MIN);

    Webhooks and(Instant at) {
      return new Webhooks(taken + 1, at);
    }
  }

  /**
   * Takes one event; durable when it returns.
   *
   * @throws io.github.e2breconciler.store.StoreException if it is not
   */
  public Taken take(AccountId account, LifecycleEvent event, Source source, Instant receivedAt) {
    var row = row(account, event, source, receivedAt);
    var duplicate = append(account, List.of(event), List.of(row)).getFirst().duplicate();
    var doubtful = perhapsStored.remove(account, event);
    var ended = merge(account, new Heard(event, source, receivedAt), doubtful || !duplicate);
    return new Taken(duplicate, ended);
  }

  /**
   * Stores; what may be stored though it could not be said, is to be merged when it comes again.
   */
  private List<Appended> append(
      AccountId account, List<LifecycleEvent> events, List<EventRow> rows) {
    try {
      return store.events().appendAll(rows);
    } catch (StoreException e) {
      events.forEach(event -> perhapsStored.add(account, event));
      throw e;
    }
  }

  /**
   * Takes what was fetched, oldest first; returns what was new of it. Commits a little at a time,
   * so that webhooks get between, and merges that before more is stored: a crash leaves no more
   * unmerged than the mirror makes up for.
   *
   * @param watched since when, by E2B's clock: what happened before is history to us, and no drift
   */
  List<LifecycleEvent> takeAll(
      AccountId account, List<LifecycleEvent> events, Source source, Instant watched) {
    var fresh = new ArrayList<LifecycleEvent>();
    for (var from = 0; from < events.size(); from += AT_ONCE) {
      var some = events.subList(from, Math.min(events.size(), from + AT_ONCE));
      takeSome(account, some, source, watched, fresh);
    }
    return fresh;
  }

  private void takeSome(
      AccountId account,
      List<LifecycleEvent> events,
      Source source,
      Instant watched,
      List<LifecycleEvent> fresh) {
    var now = clock.instant();
    var stored = store(account, events, source, now);
    for (var event : events) {
      var doubtful = perhapsStored.remove(account, event);
      var news = doubtful || stored.remove(event.header().id());
      if (news) {
        fresh.add(event);
      }
      var heard = new Heard(event, source, now);
      if (event.at().isBefore(watched)) {
        learn(account, heard, news);
      } else {
        merge(account, heard, news);
      }
    }
  }

  /** Stores what is not stored yet, which of a feed is the least; returns the ids of that. */
  private Set<String> store(
      AccountId account, List<LifecycleEvent> events, Source source, Instant now) {
    var ids = events.stream().map(event -> event.header().id()).toList();
    var known = store.events().known(account.name(), ids);
    var unknown = events.stream().filter(event -> !known.contains(event.header().id())).toList();
    var rows = unknown.stream().map(event -> row(account, event, source, now)).toList();
    var appended = append(account, unknown, rows);
    var stored = new HashSet<String>();
    for (var i = 0; i < unknown.size(); i++) {
      if (!appended.get(i).duplicate()) {
        stored.add(unknown.get(i).header().id());
      }
    }
    return stored;
  }

  private void learn(AccountId account, Heard heard, boolean news) {
    churn(account).heard(heard.event());
    named(account, heard.event().header().team());
    if (news) {
      inventory.apply(account, heard);
    }
  }

  /** Merges again what was stored and perhaps not merged before a crash. */
  public void replay(long afterSeq) {
    var replayed = new AtomicInteger();
    store.readVoid(tx ->
        tx.events()
            .after(
                afterSeq,
                stored -> {
                  replay(stored.row());
                  replayed.incrementAndGet();
                }));
    log.info("replayed stored events count={} after={}", replayed, afterSeq);
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

  /** Where it is noted what the account's sandboxes do during a walk. */
  Churn churn(AccountId account) {
    return churns.computeIfAbsent(account, _ -> new Churn());
  }

  /** The team that was named last, or empty. */
  String team(AccountId account) {
    return teams.getOrDefault(account, "");
  }

  /** Something of the account's named its team. */
  void named(AccountId account, String team) {
    if (!team.isEmpty()) {
      teams.put(account, team);
    }
  }

  /** When a webhook last came in for the account, by our clock; {@code MIN} before the first. */
  Instant lastWebhookAt(AccountId account) {
    return webhooks.getOrDefault(account, Webhooks.NONE).lastAt();
  }

  /** How many webhooks came in for the account, repeated ones too. */
  long webhooksTaken(AccountId account) {
    return webhooks.getOrDefault(account, Webhooks.NONE).taken();
  }

  /** True if it ended something that existed as far as we knew. */
  @CanIgnoreReturnValue
  private boolean merge(AccountId account, Heard heard, boolean news) {
    var event = heard.event();
    var key = new SandboxKey(account, event.sandbox());
    churn(account).heard(event);
    if (heard.source() == Source.WEBHOOK) {
      webhooks.compute(
          account, (_, so) -> (so == null ? Webhooks.NONE : so).and(heard.receivedAt()));
      drifts.announced(key, event);
    }
    if (!news) {
      return false;
    }
    named(account, event.header().team());
    var change = inventory.apply(account, heard);
    drifts.repaired(change);
    if (change.suspect() != null) {
      suspicions.raise(key, cause(change.suspect()));
    }
    return change.ended();
  }

  private static Suspicion cause(Suspect suspect) {
    return switch (suspect) {
      case UNKNOWN_SANDBOX -> Suspicion.UNKNOWN_SANDBOX;
      case TOMBSTONE -> Suspicion.TOMBSTONE;
      case UNKNOWN_TYPE -> Suspicion.UNKNOWN_TYPE;
    };
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

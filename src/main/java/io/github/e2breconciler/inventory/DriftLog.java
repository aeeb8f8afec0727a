package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every disagreement found: counted, logged in one line, kept for people. Safe for many threads.
 *
 * <p>What the feed or a list repaired may still be announced by a webhook that is being retried;
 * only when none has come for {@link #LOST_AFTER} is the webhook called lost.
 */
public final class DriftLog {

  /** Longer than E2B's three retries 10 s apart. */
  public static final Duration LOST_AFTER = Duration.ofSeconds(40);

  private static final int RECENT = 1_000;

  /** As many wait for a store in trouble; of more, the oldest are not kept. */
  private static final int UNSAVED = 10_000;

  private static final Logger log = LoggerFactory.getLogger(DriftLog.class);

  private final Store store;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final DriftMeters meters;
  private final Object lock = new Object();
  private final SequencedMap<String, Entry> recent = new LinkedHashMap<>();
  private final Map<OpenKey, Entry> open = new LinkedHashMap<>();
  private final Awaited awaited = new Awaited();
  private final SequencedMap<String, Entry> unsaved = new LinkedHashMap<>();
  private final Set<AccountId> unannounced = ConcurrentHashMap.newKeySet();

  /** A drift with its id, and whether a webhook has announced it since. */
  public record Entry(String id, Drift drift, Announcement announcement) {}

  /** Whether the webhook that should have told it came after all. */
  public enum Announcement {
    AWAITED,
    LATE,
    LOST,
    /** No webhook tells this kind. */
    NONE
  }

  private record OpenKey(SandboxKey key, DriftKind kind) {}

  public DriftLog(
      Store store,
      InstantSource clock,
      Supplier<String> ids,
      List<AccountId> accounts,
      MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.meters =
        new DriftMeters(meters, accounts, this::openOf, this::oldestSeconds, this::expectsWebhooks);
  }

  /** Takes up what still stood when the daemon ended; before anything else is noted. */
  public void load() {
    var stood = store.read(tx -> tx.drifts().open());
    synchronized (lock) {
      for (var row : stood) {
        var entry = new Entry(row.id(), DriftRows.drift(row), Announcement.NONE);
        open.put(new OpenKey(entry.drift().key(), entry.drift().kind()), entry);
        recent.putLast(entry.id(), entry);
      }
    }
  }

  /** Whether an account's webhooks are awaited at all: not where E2B has none. */
  public void expectWebhooks(AccountId account, boolean expected) {
    if (expected) {
      unannounced.remove(account);
    } else {
      unannounced.add(account);
    }
  }

  public boolean expectsWebhooks(AccountId account) {
    return !unannounced.contains(account);
  }

  /** Notes the disagreement that a change has repaired, if it has. */
  public void repaired(Change change) {
    var drift = change.drift();
    if (drift != null) {
      repaired(drift, Awaited.expects(change, drift));
    }
  }

  /** Notes a disagreement that the observation which showed it has repaired. */
  public void repaired(Drift drift) {
    repaired(drift, Awaited.expects(drift));
  }

  private void repaired(Drift drift, boolean told) {
    var waiting = told && expectsWebhooks(drift.key().account());
    var entry = new Entry(ids.get(), drift, waiting ? Announcement.AWAITED : Announcement.NONE);
    synchronized (lock) {
      keep(entry);
      if (waiting) {
        awaited.add(entry);
      }
    }
    meters.repaired(drift.age());
    tell(drift);
  }

  /** Notes a disagreement that stands until {@link #close}; once a sandbox and kind. */
  public void open(Drift drift) {
    var key = new OpenKey(drift.key(), drift.kind());
    synchronized (lock) {
      if (open.containsKey(key)) {
        return;
      }
      var entry = new Entry(ids.get(), drift, Announcement.NONE);
      open.put(key, entry);
      keep(entry);
    }
    tell(drift);
  }

  /**
   * The disagreement no longer stands; nothing happens if there was none. What stands is E2B's own
   * doing, a sandbox that runs past its end, say, so its age is no measure of how late we repair.
   */
  public void close(SandboxKey sandbox, DriftKind kind) {
    synchronized (lock) {
      var entry = open.remove(new OpenKey(sandbox, kind));
      if (entry == null) {
        return;
      }
      var was = entry.drift();
      var closed =
          new Drift(
              was.key(),
              was.kind(),
              was.source(),
              was.happenedAt(),
              was.detectedAt(),
              clock.instant(),
              was.detail());
      replace(new Entry(entry.id(), closed, entry.announcement()));
    }
  }

  /** The sandboxes that a kind of disagreement stands for. */
  public List<SandboxKey> openOf(DriftKind kind) {
    synchronized (lock) {
      return open.keySet().stream().filter(each -> each.kind() == kind).map(OpenKey::key).toList();
    }
  }

  /** A webhook came: what it announces was late, not lost. */
  public void announced(SandboxKey sandbox, LifecycleEvent event) {
    synchronized (lock) {
      for (var entry : awaited.takeAnnounced(sandbox, event)) {
        replace(new Entry(entry.id(), entry.drift(), Announcement.LATE));
        meters.late();
      }
    }
  }

  /** Calls lost what no webhook has announced in time, and writes what is new to the store. */
  public Duration step() {
    List<Entry> batch;
    synchronized (lock) {
      for (var entry : awaited.takeDetectedBefore(clock.instant().minus(LOST_AFTER))) {
        replace(new Entry(entry.id(), entry.drift(), Announcement.LOST));
        meters.lost();
      }
      batch = List.copyOf(unsaved.values());
      unsaved.clear();
    }
    if (!batch.isEmpty()) {
      save(batch);
    }
    return Mirror.PERIOD;
  }

  private void save(List<Entry> batch) {
    try {
      store.writeVoid(tx ->
          batch.forEach(entry -> tx.drifts().upsert(DriftRows.row(entry.id(), entry.drift()))));
    } catch (StoreException e) {
      synchronized (lock) {
        for (var entry : batch.reversed()) {
          if (!unsaved.containsKey(entry.id())) { // else its newer state waits
            unsaved.putFirst(entry.id(), entry);
          }
        }
        while (unsaved.size() > UNSAVED) {
          unsaved.pollFirstEntry();
        }
      }
      throw e;
    }
  }

  /** What was found lately, last changed first, and all that stand. */
  public List<Entry> recent() {
    synchronized (lock) {
      var entries =
          new LinkedHashSet<>(open.values()); // one may have stood longer than we look back
      entries.addAll(recent.values());
      return List.copyOf(entries).reversed();
    }
  }

  private void keep(Entry entry) {
    recent.putLast(entry.id(), entry);
    unsaved.put(entry.id(), entry);
    if (recent.size() > RECENT) {
      recent.pollFirstEntry();
    }
  }

  private void replace(Entry entry) {
    if (recent.containsKey(entry.id())) {
      recent.putLast(entry.id(), entry);
    }
    unsaved.put(entry.id(), entry);
  }

  private void tell(Drift drift) {
    meters.detected(drift);
    log.info(
        "drift kind={} sandbox={} source={} age={} detail=\"{}\"",
        drift.kind().label(),
        drift.key(),
        drift.source().label(),
        drift.age(),
        drift.detail());
  }

  private long openOf(AccountId account, DriftKind kind) {
    synchronized (lock) {
      return open.keySet().stream()
          .filter(each -> each.kind() == kind && each.key().account().equals(account))
          .count();
    }
  }

  private double oldestSeconds(AccountId account, DriftKind kind) {
    var now = clock.instant();
    synchronized (lock) {
      return open.entrySet().stream()
          .filter(each -> each.getKey().kind() == kind)
          .filter(each -> each.getKey().key().account().equals(account))
          .mapToDouble(each -> seconds(each.getValue().drift().happenedAt(), now))
          .max()
          .orElse(0);
    }
  }

  /** E2B's clock may be ahead of ours: no age is negative. */
  private static double seconds(Instant from, Instant to) {
    return from.isAfter(to) ? 0 : Duration.between(from, to).toMillis() / 1e3;
  }
}

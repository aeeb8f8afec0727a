package io.github.e2breconciler.lease;

import io.github.e2breconciler.lease.Heartbeats.Heartbeat;
import io.github.e2breconciler.lease.LeaseKey.Kind;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.store.SharedWrite;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All leases, in the store and in memory. Safe for many threads.
 *
 * <p>Until {@link #load} has read the store every answer is {@link LeaseState.Unknown}.
 */
public final class LeaseBook {

  /** Bounds of a time to live; a shorter one is a mistake, a longer one forgets its owner. */
  public static final Duration MIN_TTL = Duration.ofSeconds(1);

  public static final Duration MAX_TTL = Duration.ofHours(24);

  private final Store store;
  private final InstantSource clock;
  private final String ownerKey;
  private final Map<LeaseKey, Lease> leases = new ConcurrentHashMap<>();
  private final LastHeard lastHeard = new LastHeard();
  private final Undo<LeaseKey, Lease> given = new Undo<>(leases);
  private final SlowClock slowClock = new SlowClock(lastHeard, given);
  private final Pauses pauses = new Pauses(leases);
  private final Voices voices =
      new Voices(leases, this::leaseTime, sandbox -> claim(sandbox).keys());
  private final SharedWrite<Heartbeat, List<Renewal>> heartbeats;
  private final Forgetting forgetting;
  private volatile boolean loaded;

  public LeaseBook(Store store, InstantSource clock, String ownerKey, MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    this.ownerKey = ownerKey;
    this.heartbeats = store.shared(() -> new Heartbeats(leases, lastHeard, pauses, clock));
    this.forgetting = new Forgetting(store, leases);
    for (var kind : Kind.values()) {
      Gauge.builder("e2b_reconciler.leases", () -> live(kind))
          .tag("kind", kind.label())
          .description("Live leases")
          .register(meters);
    }
  }

  /** The metadata key that names a sandbox's owner. */
  public String ownerKey() {
    return ownerKey;
  }

  /** Reads what the store remembers. */
  public void load() {
    store.readVoid(this::reread);
    pauses.load(store.read(tx -> tx.intents().lastPause()));
    loaded = true;
  }

  /** As the store has them, for who does not know what became of a transaction. */
  void reread(Tx tx) {
    var gone = new HashSet<>(leases.keySet());
    tx.leases()
        .each(row -> {
          var lease = Lease.of(row);
          leases.put(lease.key(), lease);
          gone.remove(lease.key());
        });
    gone.forEach(leases::remove);
  }

  /**
   * Takes heartbeats, all in one commit, which others may share; durable when it returns.
   *
   * @param ttl between {@link #MIN_TTL} and {@link #MAX_TTL}
   * @throws StoreException if it could not be made durable
   */
  public List<Renewal> renew(List<LeaseKey> keys, Duration ttl, String holder) {
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("ttl is " + ttl + ", not 1 s to 24 h");
    }
    return heartbeats.write(new Heartbeat(keys, ttl, holder), keys.size());
  }

  /** Ends a lease now: the grace of its policy starts. False if there was none alive. */
  public boolean end(LeaseKey key) {
    return undoing((tx, changes) -> {
      var now = now();
      var lease = leases.get(key);
      if (lease == null || !lease.live(now)) {
        return false;
      }
      changes.keep(new Lease(key, lease.holder(), lease.since(), now, now));
      changes.write(tx);
      return true;
    });
  }

  /** A lease, live or not, or null if none was ever given (or it is long forgotten). */
  public @Nullable Lease find(LeaseKey key) {
    return leases.get(key);
  }

  /**
   * What the heartbeats say of the current execution of {@code sandbox}.
   *
   * @param skew how far E2B's clock, which says when it started, is ahead of ours
   */
  public LeaseState stateOf(Sandbox sandbox, Duration skew) {
    return loaded
        ? claims(sandbox, leases::get, skew)
        : new LeaseState.Unknown("leases are not loaded");
  }

  /** The same from the rows themselves, within the transaction that relies on it. */
  public LeaseState stateOf(Tx tx, Sandbox sandbox, Duration skew) {
    return claims(sandbox, key -> Lease.stored(tx, key), skew);
  }

  private LeaseState claims(
      Sandbox sandbox, Function<LeaseKey, @Nullable Lease> find, Duration skew) {
    return Claims.of(claim(sandbox), find, Claims.startedAt(sandbox, skew), lastHeard.deafTimes());
  }

  /** When the newest heartbeat for {@code sandbox} or its owner came, or null if none is known. */
  public @Nullable Instant heardOf(Sandbox sandbox) {
    return claim(sandbox).keys().stream()
        .map(leases::get)
        .filter(Objects::nonNull)
        .map(Lease::renewedAt)
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** Whether any heartbeat for {@code sandbox} or its owner came at {@code moment} or later. */
  public boolean renewedSince(Sandbox sandbox, Instant moment) {
    return claim(sandbox).keys().stream()
        .map(leases::get)
        .anyMatch(lease ->
            lease != null && !lease.endedDeliberately() && !lease.renewedAt().isBefore(moment));
  }

  /**
   * We are about to pause {@code sandbox}, by an intent of {@code at} that {@code tx} stores, see
   * {@link Pauses}.
   *
   * @return what undoes it should {@code tx} fail
   */
  public Runnable pausing(Tx tx, Sandbox sandbox, Instant at) {
    return pauses.begin(tx, claim(sandbox).keys(), at);
  }

  /** Who is heard, and who fell silent. */
  public Voices voices() {
    return voices;
  }

  /** How long ago somebody was heard for sure. */
  public LastHeard lastHeard() {
    return lastHeard;
  }

  /** What the last tick gave back is stored. */
  void confirm() {
    given.confirm();
  }

  /**
   * Gives every lease that was alive at {@code heardAt} the time back in which we were deaf. If the
   * transaction fails, {@link #takeBack} is to follow.
   */
  void giveBack(Tx tx, Instant heardAt, Instant now) {
    // By a clock that was set back a heartbeat has the time of our last pause, not its own. One
    // renewed later than both was heard meanwhile, and is given what came after.
    var sure = pauses.orLast(heardAt);
    tx.leases().shift(heardAt.toEpochMilli(), sure.toEpochMilli(), now.toEpochMilli());
    given.change(lease -> lease.givenBack(heardAt, sure, now));
  }

  /** Of a clock that was behind. */
  SlowClock slowClock() {
    return slowClock;
  }

  /** Lets none last longer than any may be given for, whatever a clock did that has been wrong. */
  void cap(Tx tx, Instant now) {
    var latest = now.plus(MAX_TTL).truncatedTo(ChronoUnit.MILLIS);
    if (leases.values().stream().anyMatch(lease -> lease.expiresAt().isAfter(latest))) {
      tx.leases().cap(latest.toEpochMilli());
      given.change(lease -> lease.cappedAt(latest));
    }
  }

  /** Undoes what was last given back. */
  void takeBack() {
    given.takeBack();
  }

  /**
   * Now; but while we are deaf, the last moment at which we were not. So a lease cannot run out
   * between waking up, say from a suspended machine, and the tick that gives it the time back.
   */
  private Instant leaseTime() {
    var now = clock.instant();
    var deaf = lastHeard.deafSince(now);
    return deaf == null ? now : deaf;
  }

  /** Of what is over for good. */
  public Forgetting forgetting() {
    return forgetting;
  }

  private <T> T undoing(BiFunction<Tx, LeaseChanges, T> work) {
    var changes = new LeaseChanges(leases);
    try {
      return store.write(tx -> work.apply(tx, changes));
    } catch (StoreException e) {
      changes.undo();
      throw e;
    }
  }

  private Claims.Claim claim(Sandbox sandbox) {
    return new Claims.Claim(sandbox.key(), sandbox.owner(ownerKey), leaseTime());
  }

  private long live(Kind kind) {
    var now = clock.instant();
    return leases.values().stream()
        .filter(lease -> lease.key().kind() == kind && lease.live(now))
        .count();
  }

  /** What the store can hold: whole milliseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

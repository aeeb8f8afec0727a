package io.github.e2breconciler.inventory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last merged belief about each sandbox of every account.
 *
 * <p>Live entries never expire; tombstones go after {@link #TOMBSTONES}. Safe for many threads;
 * changes of one sandbox are atomic.
 */
public final class Inventory {

  /** Longer than any webhook is retried and any walk is late. */
  static final Duration TOMBSTONES = Duration.ofHours(24);

  private final InstantSource clock;
  private final Cache<SandboxKey, Held> beliefs;
  private final Map<AccountId, AccountId> accounts = new ConcurrentHashMap<>(); // one object each
  private final Set<SandboxKey> dirty = ConcurrentHashMap.newKeySet();
  private final Set<SandboxKey> lacked = ConcurrentHashMap.newKeySet();

  public Inventory(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.beliefs =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfter(Expiry.writing(Inventory::lifetime))
            .evictionListener((key, _, _) -> forget(key))
            .build();
  }

  private static Duration lifetime(SandboxKey key, Held belief) {
    return belief.exists() ? Duration.ofNanos(Long.MAX_VALUE) : TOMBSTONES;
  }

  private void forget(@Nullable SandboxKey key) {
    if (key != null) {
      dirty.add(key);
    }
  }

  /** Merges one observation; the only way the mirror changes while it runs. */
  public Change apply(AccountId account, Observation observation) {
    var key = key(account, observation.sandbox());
    var step = new MergeStep(key, observation);
    beliefs
        .asMap()
        .compute(
            key,
            (same, known) -> {
              var held = step.merge(same, known);
              noteLacked(same, held);
              return held;
            });
    var change = step.change(clock.instant());
    if (!step.repeats(change)) {
      dirty.add(key);
    }
    return change;
  }

  /**
   * Takes a row that says once more what the row of an earlier walk did, and nothing has been heard
   * since: only the time changes that it speaks for. False if that is not so; then nothing was done
   * and it is to be applied.
   */
  public boolean confirm(AccountId account, Seen seen) {
    var held = held(key(account, seen.sandbox()));
    return held != null && held.confirm(seen);
  }

  /** The belief about one sandbox, or null if there is none (any more). */
  public @Nullable Sandbox find(SandboxKey key) {
    var held = held(key);
    return held == null ? null : held.view(key);
  }

  /** All beliefs, tombstones too, as they stand while the stream is read. */
  public Stream<Sandbox> all() {
    return beliefs.asMap().entrySet().stream().map(Inventory::view);
  }

  /** The beliefs about sandboxes that exist as far as we know, whosever they are. */
  public Stream<Sandbox> living() {
    return existing().map(Inventory::view);
  }

  /** What is remembered to be gone: where jobs are short, a day of it is most of all beliefs. */
  public Stream<SandboxKey> gone() {
    return beliefs.asMap().entrySet().stream()
        .filter(entry -> !entry.getValue().exists())
        .map(Map.Entry::getKey);
  }

  /** The beliefs about sandboxes of {@code account} that exist as far as we know. */
  public Stream<Sandbox> living(AccountId account) {
    return existing(account, _ -> true).map(Inventory::view);
  }

  /** The same of all other accounts. */
  public Stream<Sandbox> livingElsewhere(AccountId account) {
    return existing()
        .filter(entry -> !entry.getKey().account().equals(account))
        .map(Inventory::view);
  }

  /** How many of {@link #living(AccountId)} there are, counted no further than {@code most}. */
  public int countLiving(AccountId account, int most) {
    return (int) existing(account, _ -> true).limit(most).count();
  }

  /** Those of them that run though their planned end is before {@code moment}. */
  public Stream<Sandbox> runningPast(AccountId account, Instant moment) {
    return existing(account, held -> held.runsPast(moment))
        .map(Inventory::view)
        .filter(Sandbox::running)
        .filter(sandbox -> sandbox.endAt() != null && sandbox.endAt().isBefore(moment));
  }

  /** Those of them that run and of which the end or the size is not known. */
  public Stream<Sandbox> bare(AccountId account) {
    return existing(account, Held::perhapsBare)
        .map(Inventory::view)
        .filter(Sandbox::running)
        .filter(sandbox -> sandbox.endAt() == null || sandbox.size() == null);
  }

  /**
   * Those of them that a walk did not show.
   *
   * @param walkBegan what it showed has this as its time, and is passed over at a glance
   * @param shown whether it did
   */
  public Stream<Sandbox> unshown(AccountId account, Instant walkBegan, Predicate<SandboxId> shown) {
    return existing(account, held -> !held.shownAt(walkBegan))
        .filter(entry -> !shown.test(entry.getKey().sandbox()))
        .map(Inventory::view);
  }

  /** How many of them run. */
  public int running(AccountId account) {
    return (int) existing(account, Held::runs).count();
  }

  /** Those of them that the last complete walk did not show. */
  public Stream<SandboxKey> lacked(AccountId account) {
    return lacked.stream().filter(key -> key.account().equals(account));
  }

  private Stream<Map.Entry<SandboxKey, Held>> existing() {
    return beliefs.asMap().entrySet().stream().filter(entry -> entry.getValue().exists());
  }

  private Stream<Map.Entry<SandboxKey, Held>> existing(AccountId account, Predicate<Held> which) {
    return existing()
        .filter(entry -> which.test(entry.getValue()))
        .filter(entry -> entry.getKey().account().equals(account));
  }

  private static Sandbox view(Map.Entry<SandboxKey, Held> entry) {
    return entry.getValue().view(entry.getKey());
  }

  /**
   * Why an event says that its last run was killed, as E2B words it, empty where the event does not
   * say; null if no event told of a kill.
   */
  public @Nullable String killReason(SandboxKey key) {
    var belief = belief(key);
    return belief == null || belief.executions().isEmpty()
        ? null
        : belief.executions().getLast().killReason();
  }

  /** How many complete walks in a row did not show it. */
  public int absentWalks(SandboxKey key) {
    var belief = belief(key);
    return belief == null ? 0 : belief.absence().walks();
  }

  @Nullable Belief belief(SandboxKey key) {
    var held = held(key);
    return held == null ? null : held.belief(key);
  }

  private @Nullable Held held(SandboxKey key) {
    return beliefs.policy().getIfPresentQuietly(key); // nothing depends on when it was last read
  }

  /** Puts back what the store remembers; before anything is applied. */
  void restore(Belief belief) {
    var key = key(belief.key().account(), belief.key().sandbox());
    var held = new Held(belief);
    beliefs.put(key, held);
    noteLacked(key, held);
  }

  private void noteLacked(SandboxKey key, Held held) {
    if (held.lacked()) {
      lacked.add(key);
    } else {
      lacked.remove(key);
    }
  }

  private SandboxKey key(AccountId account, SandboxId sandbox) {
    return new SandboxKey(accounts.computeIfAbsent(account, it -> it), sandbox);
  }

  /** The keys changed since they were last taken. */
  Set<SandboxKey> takeDirty() {
    var taken = new HashSet<>(dirty); // in an order that is the same in every process
    dirty.removeAll(taken);
    return taken;
  }

  /** How many keys changed since they were last taken. */
  int dirty() {
    return dirty.size();
  }

  void markDirty(Set<SandboxKey> keys) {
    dirty.addAll(keys);
  }
}

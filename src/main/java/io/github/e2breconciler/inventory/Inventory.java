package io.github.e2breconciler.inventory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Cache<SandboxKey, byte[]> beliefs; // as BeliefBytes packs them
  private final Map<AccountId, AccountId> accounts = new ConcurrentHashMap<>(); // one object each
  private final Set<SandboxKey> dirty = ConcurrentHashMap.newKeySet();

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

  private static Duration lifetime(SandboxKey key, byte[] belief) {
    return BeliefBytes.exists(belief) ? Duration.ofNanos(Long.MAX_VALUE) : TOMBSTONES;
  }

  private void forget(@Nullable SandboxKey key) {
    if (key != null) {
      dirty.add(key);
    }
  }

  /** Merges one observation; the only way the mirror changes while it runs. */
  public Change apply(AccountId account, Observation observation) {
    var key = key(account, observation.sandbox());
    var step = new Step(key, observation);
    beliefs.asMap().compute(key, step::merge);
    var change = step.change();
    if (!step.repeats(change)) {
      dirty.add(step.after.key());
    }
    return change;
  }

  /** The belief about one sandbox, or null if there is none (any more). */
  public @Nullable Sandbox find(SandboxKey key) {
    var belief = belief(key);
    return belief == null ? null : BeliefView.of(belief);
  }

  /** All beliefs, tombstones too, as they stand while the stream is read. */
  public Stream<Sandbox> all() {
    return beliefs.asMap().entrySet().stream().map(Inventory::view);
  }

  /** The beliefs about sandboxes of {@code account} that exist as far as we know. */
  public Stream<Sandbox> living(AccountId account) {
    return beliefs.asMap().entrySet().stream()
        .filter(entry -> entry.getKey().account().equals(account))
        .filter(entry -> BeliefBytes.exists(entry.getValue()))
        .map(Inventory::view);
  }

  private static Sandbox view(Map.Entry<SandboxKey, byte[]> entry) {
    return BeliefView.of(BeliefBytes.unpack(entry.getKey(), entry.getValue()));
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
    var belief = beliefs.getIfPresent(key);
    return belief == null ? null : BeliefBytes.unpack(key, belief);
  }

  /** Puts back what the store remembers; before anything is applied. */
  void restore(Belief belief) {
    var key = key(belief.key().account(), belief.key().sandbox());
    beliefs.put(key, BeliefBytes.pack(belief));
  }

  private SandboxKey key(AccountId account, SandboxId sandbox) {
    return new SandboxKey(accounts.computeIfAbsent(account, it -> it), sandbox);
  }

  /** The keys changed since they were last taken. */
  Set<SandboxKey> takeDirty() {
    var taken = Set.copyOf(dirty);
    dirty.removeAll(taken);
    return taken;
  }

  void markDirty(Set<SandboxKey> keys) {
    dirty.addAll(keys);
  }

  /** One merge, from inside the map's atomic step to the account of it outside. */
  private final class Step {
    private final Observation observation;
    private @Nullable Belief before;
    private Belief after;

    Step(SandboxKey key, Observation observation) {
      this.observation = observation;
      this.after = Belief.blank(key);
    }

    byte[] merge(SandboxKey key, byte @Nullable [] known) {
      before = known == null ? null : BeliefBytes.unpack(key, known);
      after = Merge.merge(before == null ? after : before, observation);
      return BeliefBytes.pack(after);
    }

    Change change() {
      var was = before == null ? null : BeliefView.of(before);
      var is = BeliefView.of(after);
      Instant now = clock.instant();
      return new Change(was, is, DriftClassifier.classify(was, is, observation, now), suspect(was));
    }

    /**
     * Whether a row said again what was known, but for the time. That need not be stored: after a
     * restart the next walk says it once more.
     */
    boolean repeats(Change change) {
      var was = change.before();
      var known = before == null ? null : before.row();
      return observation instanceof Seen seen
          && was != null
          && known != null
          && before != null
          && seen.row().equals(known.row())
          && before.absence().equals(after.absence())
          && same(was, change.after());
    }

    private static boolean same(Sandbox was, Sandbox is) {
      return was.state() == is.state()
          && was.template().equals(is.template())
          && was.metadata().equals(is.metadata())
          && Objects.equals(was.startedAt(), is.startedAt())
          && Objects.equals(was.endAt(), is.endAt())
          && Objects.equals(was.size(), is.size())
          && Objects.equals(was.execution(), is.execution());
    }

    private @Nullable Suspect suspect(@Nullable Sandbox was) {
      if (!(observation instanceof Heard(var event, var _, var _))) {
        return null;
      }
      if (was == null) {
        return birth(event) ? null : Suspect.UNKNOWN_SANDBOX;
      }
      if (!was.state().exists() && !(event instanceof LifecycleEvent.Killed)) {
        return Suspect.TOMBSTONE;
      }
      return event instanceof LifecycleEvent.Unrecognised ? Suspect.UNKNOWN_TYPE : null;
    }

    private static boolean birth(LifecycleEvent event) {
      return event instanceof LifecycleEvent.Created || event instanceof LifecycleEvent.Resumed;
    }
  }
}

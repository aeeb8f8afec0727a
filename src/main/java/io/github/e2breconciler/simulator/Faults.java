package io.github.e2breconciler.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the calls of one client: planned faults first, one a call, else drawn ones,
 * else those of the plan in force.
 *
 * <p>Deterministic by its generator. Safe for many threads.
 */
public final class Faults {

  /** A call of the API. */
  public enum Call {
    LIST,
    READ,
    PAUSE,
    KILL,
    EVENTS,
    WEBHOOKS,
    /** Not of the port, as are those below. */
    CREATE,
    /** Resume, connect, timeout, refreshes, fork and whatever else is posted to a sandbox. */
    CHANGE,
    /** Metrics, templates, the deprecated list and the like. */
    OTHER;

    /** Those of the port, which the daemon makes. */
    public static final Set<Call> OF_PORT =
        Collections.unmodifiableSet(EnumSet.range(LIST, WEBHOOKS));

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Chance(double probability, Fault fault) {}

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Call, Deque<Fault>> planned = new EnumMap<>(Call.class);

  @GuardedBy("lock")
  private final Map<Call, List<Chance>> chances = new EnumMap<>(Call.class);

  @GuardedBy("lock")
  private @Nullable Predicate<LifecycleEvent> missingFromFeed;

  @GuardedBy("lock")
  private boolean listFrozen;

  @GuardedBy("lock")
  private boolean circuitOpen;

  @GuardedBy("lock")
  private final RandomGenerator random;

  private final @Nullable FaultsInForce inForce;
  private volatile BiConsumer<Call, Fault> strikes = (_, _) -> {};

  public Faults(RandomGenerator random) {
    this(random, null);
  }

  private Faults(RandomGenerator random, @Nullable FaultsInForce inForce) {
    this.random = random;
    this.inForce = inForce;
  }

  /** Who hears of every planned or drawn fault that strikes, on the thread of the call. */
  public void onStrike(BiConsumer<Call, Fault> hearer) {
    strikes = hearer;
  }

  /** Those of a plan. */
  public static Faults of(FaultsInForce inForce) {
    return new Faults(new SplittableRandom(0), inForce);
  }

  /** The next calls of this kind meet these faults, one each. */
  public void next(Call call, Fault... faults) {
    synchronized (lock) {
      planned.computeIfAbsent(call, _ -> new ArrayDeque<>()).addAll(List.of(faults));
    }
  }

  /** Every call of this kind meets the fault with this probability, until {@link #clear()}. */
  public void sometimes(Call call, double probability, Fault fault) {
    synchronized (lock) {
      chances.computeIfAbsent(call, _ -> new ArrayList<>()).add(new Chance(probability, fault));
    }
  }

  /** Every call of this kind meets the fault, until {@link #clear()}. */
  public void always(Call call, Fault fault) {
    sometimes(call, 1, fault);
  }

  /** The feed never shows events like these, until {@link #clear()}. */
  public void missingFromFeed(Predicate<LifecycleEvent> events) {
    synchronized (lock) {
      missingFromFeed = events;
    }
  }

  /** The list goes on showing what is there now, until {@link #clear()}. */
  public void freezeList() {
    synchronized (lock) {
      listFrozen = true;
    }
  }

  /** The client's circuit is open: every call fails unsent, until {@link #clear()}. */
  public void openCircuit() {
    synchronized (lock) {
      circuitOpen = true;
    }
  }

  /** Nothing goes wrong any more. */
  public void clear() {
    synchronized (lock) {
      planned.clear();
      chances.clear();
      missingFromFeed = null;
      listFrozen = false;
      circuitOpen = false;
    }
  }

  /**
   * The fault that this call meets, or null.
   *
   * @param sandbox that the call is about, or null for none
   */
  @Nullable Fault take(Call call, @Nullable SimulatedSandbox sandbox) {
    var own = takeOwn(call);
    if (own != null) {
      strikes.accept(call, own);
    }
    return own != null || inForce == null ? own : inForce.forCall(call, sandbox);
  }

  private @Nullable Fault takeOwn(Call call) {
    synchronized (lock) {
      var next = planned.getOrDefault(call, new ArrayDeque<>()).poll();
      if (next != null) {
        return next;
      }
      for (var chance : chances.getOrDefault(call, List.of())) {
        if (random.nextDouble() < chance.probability) {
          return chance.fault;
        }
      }
      return null;
    }
  }

  boolean hides(LifecycleEvent event) {
    synchronized (lock) {
      return missingFromFeed != null && missingFromFeed.test(event);
    }
  }

  boolean hidesEvents() {
    synchronized (lock) {
      return missingFromFeed != null;
    }
  }

  boolean listFrozen() {
    synchronized (lock) {
      return listFrozen;
    }
  }

  boolean circuitOpen() {
    synchronized (lock) {
      return circuitOpen;
    }
  }
}

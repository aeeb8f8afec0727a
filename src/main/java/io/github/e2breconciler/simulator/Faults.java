package io.github.e2breconciler.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the calls of one client: planned faults first, one a call, else drawn ones.
 *
 * <p>Deterministic by its generator. Safe for many threads.
 */
public final class Faults {

  /** A call of the port. */
  public enum Call {
    LIST,
    READ,
    PAUSE,
    KILL,
    EVENTS,
    WEBHOOKS
  }

  private record Chance(double probability, Fault fault) {}

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Call, Deque<Fault>> planned = new EnumMap<>(Call.class);

  @GuardedBy("lock")
  private final Map<Call, List<Chance>> chances = new EnumMap<>(Call.class);

  @GuardedBy("lock")
  private Predicate<LifecycleEvent> missingFromFeed = _ -> false;

  @GuardedBy("lock")
  private boolean listFrozen;

  @GuardedBy("lock")
  private boolean circuitOpen;

  @GuardedBy("lock")
  private final RandomGenerator random;

  public Faults(RandomGenerator random) {
    this.random = random;
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
      missingFromFeed = _ -> false;
      listFrozen = false;
      circuitOpen = false;
    }
  }

  /** The fault that this call meets, or null. */
  @Nullable Fault take(Call call) {
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
      return missingFromFeed.test(event);
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

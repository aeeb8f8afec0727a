package io.github.e2breconciler.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The plan by which a world misbehaves now, and the one place where it is drawn whom it strikes:
 * both faces, the webhooks and the world itself ask here.
 *
 * <p>Calls, webhooks and mishaps draw from generators of their own, so that more calls do not
 * change which webhooks are lost. Deterministic by the plan's seed and the order of each kind of
 * occasion. Safe for many threads; its lock is taken before the world's.
 */
public final class FaultsInForce implements DeliveryFaults {

  private final Object lock = new Object();
  private final World world;

  @GuardedBy("lock")
  private final RandomGenerator seeds;

  @GuardedBy("lock")
  private final Map<String, Long> strikes = new TreeMap<>();

  @GuardedBy("lock")
  private FaultPlan plan = FaultPlan.none();

  @GuardedBy("lock")
  private Instant since;

  @GuardedBy("lock")
  private RandomGenerator callDraws;

  @GuardedBy("lock")
  private RandomGenerator deliveryDraws;

  @GuardedBy("lock")
  private Mishaps mishaps;

  /** A world in which nothing goes wrong yet. */
  public FaultsInForce(World world, RandomGenerator random) {
    this.world = world;
    this.seeds = random;
    this.since = world.clock();
    this.callDraws = random;
    this.deliveryDraws = random;
    this.mishaps = new Mishaps(world, List.of(), random, this::struck);
  }

  /** Lets another plan begin now; what lasts of the one before ends. */
  public void put(FaultPlan next) {
    synchronized (lock) {
      mishaps.end();
      @Nullable Integer seed = next.seed();
      var random = new SplittableRandom(seed == null ? seeds.nextLong() : seed);
      callDraws = random.split();
      deliveryDraws = random.split();
      mishaps = new Mishaps(world, next.mishaps(), random.split(), this::struck);
      plan = next;
      since = world.clock();
      strikes.clear();
    }
  }

  /** Lets what is due befall the world; to be called again and again. */
  public void step() {
    synchronized (lock) {
      mishaps.step(sinceStart());
    }
  }

  /** How often each fault of the plan struck so far, by its label; those that did not are 0. */
  public Map<String, Long> strikes() {
    synchronized (lock) {
      var all = new TreeMap<String, Long>();
      plan.calls().forEach(rule -> all.put(rule.label(), 0L));
      plan.deliveries().forEach(rule -> all.put(rule.label(), 0L));
      plan.mishaps().forEach(rule -> all.put(rule.label(), 0L));
      all.putAll(strikes);
      return all;
    }
  }

  /** Which faults of a limited time are on right now, by their labels. */
  public Set<String> lasting() {
    synchronized (lock) {
      var now = sinceStart();
      var on = new TreeSet<String>();
      plan.calls().forEach(rule -> addIfLasting(on, rule.label(), rule.odds(), now));
      plan.deliveries().forEach(rule -> addIfLasting(on, rule.label(), rule.odds(), now));
      plan.mishaps().forEach(rule -> addIfLasting(on, rule.label(), rule.odds(), now));
      return on;
    }
  }

  private static void addIfLasting(Set<String> on, String label, Odds odds, Duration now) {
    if (odds.length() != null && odds.open(now)) {
      on.add(label);
    }
  }

  /** The fault that a call meets, or null. */
  @Nullable Fault forCall(Call call, @Nullable SimulatedSandbox sandbox) {
    synchronized (lock) {
      if (plan.calls().isEmpty()) {
        return null;
      }
      var now = sinceStart();
      for (var rule : plan.calls()) {
        if (rule.calls().contains(call)
            && rule.match().selects(sandbox)
            && rule.odds().strike(now, callDraws)) {
          struck(rule.label());
          return rule.fault();
        }
      }
      return null;
    }
  }

  @Override
  public List<Letter> letters(LifecycleEvent event, RandomGenerator random) {
    synchronized (lock) {
      if (plan.deliveries().isEmpty()) {
        return List.of(Letter.plain(event));
      }
      var now = sinceStart();
      var met = new ArrayList<DeliveryFault>();
      for (var rule : plan.deliveries()) {
        if (rule.concerns(event.header()) && rule.odds().strike(now, deliveryDraws)) {
          struck(rule.label());
          met.add(rule.fault());
        }
      }
      return Letter.spoilt(event, met, deliveryDraws);
    }
  }

  private void struck(String label) {
    synchronized (lock) {
      strikes.merge(label, 1L, Long::sum);
    }
  }

  @GuardedBy("lock")
  private Duration sinceStart() {
    return Duration.between(since, world.clock());
  }
}

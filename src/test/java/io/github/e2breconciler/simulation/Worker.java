package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An owner with a few sandboxes, who sends heartbeats for itself or for each of them, misses some
 * but never for longer than their time to live, extends, replaces, pauses and resumes, forks, and
 * one day leaves without a word.
 */
final class Worker {

  private static final Duration GONE = Duration.ofDays(1);

  private final Set<SandboxId> awake = new LinkedHashSet<>();
  private final Set<SandboxId> asleep = new LinkedHashSet<>();
  private final Customers customers;
  private final String name;
  private final String kind;
  private final boolean forAll;
  private final Manner manner;
  private final Duration ttl;
  private final Duration timeout;
  private boolean gone;

  /** How fast one lives. */
  enum Manner {
    /** Three sandboxes of minutes, and gone within the hour. */
    HURRIED(3, 60, 600, 0.02),
    /** Ten sandboxes of an hour, and seldom gone. */
    STEADY(10, 1_800, 3_600, 0.001);

    private final int sandboxes;
    private final int leastTimeout;
    private final int mostTimeout;
    private final double leaving;

    Manner(int sandboxes, int leastTimeout, int mostTimeout, double leaving) {
      this.sandboxes = sandboxes;
      this.leastTimeout = leastTimeout;
      this.mostTimeout = mostTimeout;
      this.leaving = leaving;
    }

    /** Which one has at most at a time. */
    int sandboxes() {
      return sandboxes;
    }
  }

  /**
   * A worker that has nothing yet.
   *
   * @param kind {@code batch} for one whose sandboxes a maximal age ends
   * @param forAll whether its heartbeats are for all of its sandboxes at once
   */
  Worker(Customers customers, String kind, boolean forAll, Manner manner) {
    this.customers = customers;
    this.name = customers.name(kind);
    this.kind = kind;
    this.forAll = forAll;
    this.manner = manner;
    this.ttl = customers.seconds(30, 400);
    this.timeout = customers.seconds(manner.leastTimeout, manner.mostTimeout);
  }

  /** Sends what heartbeats are due; returns the pause to the next. */
  Duration beat() {
    if (gone) {
      return GONE;
    }
    var heard = true;
    for (var key : keys()) {
      heard &= beat(key);
    }
    if (!heard) {
      return customers.seconds(1, 8);
    }
    var late = customers.chance(0.2);
    var share = late ? 0.5 + customers.random().nextDouble() / 2 : 0.3;
    var pause = Duration.ofMillis((long) (ttl.toMillis() * share));
    var latest = ttl.minusMillis(50);
    return pause.compareTo(latest) < 0 ? pause : latest;
  }

  private List<LeaseKey> keys() {
    if (forAll) {
      return List.of(LeaseKey.owner(null, name));
    }
    var all = new ArrayList<>(awake);
    all.addAll(asleep);
    return all.stream().map(sandbox -> LeaseKey.sandbox(null, sandbox)).toList();
  }

  private boolean beat(LeaseKey key) {
    @Nullable SandboxId sandbox = forAll ? null : new SandboxId(key.subject());
    var renewal = customers.renew(key, sandbox, ttl, kind.equals("batch"));
    if (renewal instanceof Renewal.Ending && sandbox != null) {
      forget(sandbox);
      customers.abandon(sandbox);
    }
    return renewal != null;
  }

  /** Does something or other; returns the pause to the next thing. */
  Duration work() {
    if (gone) {
      return GONE;
    }
    List.copyOf(awake).forEach(this::look);
    asleep.removeIf(sandbox -> !team().get(sandbox).done());
    switch (customers.mood()) {
      case BUSY -> {
        if (customers.chance(manner.leaving)) {
          leave();
          return GONE;
        }
        if (customers.chance(0.03)) {
          anyAwake().forEach(sandbox -> team().crash(sandbox));
        }
        act();
      }
      case ORDERLY -> act();
      case QUIET -> {}
    }
    return customers.seconds(10, 90);
  }

  /** Keeps it alive, or notices that it is not. */
  private void look(SandboxId sandbox) {
    if (!(team().get(sandbox) instanceof Reply.Done<SimulatedSandbox>(int _, var found))) {
      forget(sandbox);
      return;
    }
    if (found.paused()) {
      awake.remove(sandbox);
      asleep.add(sandbox);
      return;
    }
    var left = Duration.between(customers.stage().world().now(), found.endAt());
    if (left.compareTo(timeout.dividedBy(2)) < 0 || left.compareTo(Duration.ofSeconds(95)) < 0) {
      var longer = timeout.plusSeconds(100);
      if (!team().setTimeout(sandbox, longer).done()) {
        forget(sandbox); // its machine is dead, whatever the record says
      }
    }
  }

  private void act() {
    var dice = customers.random().nextDouble();
    if (dice < 0.2 || awake.isEmpty()) {
      start();
    } else if (dice < 0.35) {
      anyAwake()
          .forEach(sandbox -> {
            team().kill(sandbox, Asker.CUSTOMER);
            forget(sandbox);
          });
    } else if (dice < 0.5) {
      anyAwake().forEach(this::nap);
    } else if (dice < 0.75) {
      asleep.stream().limit(1).toList().forEach(this::wake);
    } else if (dice < 0.8) {
      anyAwake().forEach(this::fork);
    } else if (dice < 0.85) {
      anyAwake().forEach(sandbox -> team().checkpoint(sandbox, customers.seconds(1, 20)));
    } else if (dice < 0.87) {
      anyAwake().forEach(sandbox -> team().say(sandbox, "sandbox.lifecycle.migrated"));
    }
  }

  void start() {
    if (awake.size() + asleep.size() < manner.sandboxes) {
      var spec = NewSandbox.of("base", timeout).withMetadata(Customers.tags(name, kind));
      take(customers.create(spec).id());
    }
  }

  private void take(SandboxId sandbox) {
    awake.add(sandbox);
    if (!forAll) {
      var _ = beat(LeaseKey.sandbox(null, sandbox));
    }
  }

  private void nap(SandboxId sandbox) {
    if (team().pause(sandbox, Asker.CUSTOMER).done()) {
      awake.remove(sandbox);
      asleep.add(sandbox);
      customers.stage().journal().note(sandbox, "customer", "paused it");
    }
  }

  private void wake(SandboxId sandbox) {
    if (team().resume(sandbox, timeout).done()) {
      asleep.remove(sandbox);
      awake.add(sandbox);
      customers.stage().journal().note(sandbox, "customer", "resumed it");
    }
  }

  private void fork(SandboxId sandbox) {
    if (awake.size() < manner.sandboxes
        && team().fork(sandbox, 1, timeout)
            instanceof Reply.Done<List<Reply<SimulatedSandbox>>>(int _, var children)) {
      children.forEach(child -> take(child.value().id()));
    }
  }

  private void leave() {
    gone = true;
    if (customers.chance(0.3)) {
      keys().forEach(customers::end);
    }
    List.copyOf(awake).forEach(customers::abandon);
  }

  private void forget(SandboxId sandbox) {
    awake.remove(sandbox);
    asleep.remove(sandbox);
  }

  private List<SandboxId> anyAwake() {
    var all = List.copyOf(awake);
    return all.isEmpty() ? all : List.of(all.get(customers.random().nextInt(all.size())));
  }

  private Team team() {
    return customers.stage().team();
  }
}

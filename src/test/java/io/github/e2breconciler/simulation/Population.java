package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulation.Customers.Mood;
import io.github.e2breconciler.simulator.Fleet;
import io.github.e2breconciler.simulator.FleetSettings;
import io.github.e2breconciler.simulator.Heartbeats;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.util.Map;

/** Who is there from the start, and who comes later. */
final class Population {

  private static final Duration SHORT = Duration.ofMinutes(1);

  /** Events that a client makes who extends one sandbox again and again without a pause. */
  private static final int BURST = 10_000;

  private final Customers customers;
  private final Terms terms;
  private final Host host;

  Population(Customers customers, Terms terms, Host host) {
    this.customers = customers;
    this.terms = terms;
    this.host = host;
  }

  /**
   * What runs before the daemon's store exists: others', such as must be kept by a tag, a template
   * or its id, and leaked ones.
   *
   * @return the one that is kept by its id
   */
  static SandboxId preexisting(Team team, int leaked, int foreign) {
    var spec = NewSandbox.of("base", SHORT).neverExpiring();
    for (var i = 0; i < foreign; i++) {
      team.create(spec.withMetadata(Map.of("team", "other", "kind", "batch"))).value();
    }
    var kept = Map.of("app", Terms.APP, "kind", "batch", "keep", "true");
    team.create(spec.withMetadata(kept)).value();
    var golden = NewSandbox.of(Terms.TEMPLATE, SHORT).neverExpiring();
    team.create(golden.withMetadata(Customers.tags("builder", "batch"))).value();
    for (var i = 0; i < leaked; i++) {
      team.create(spec.withMetadata(Customers.tags("before-" + i, "loner"))).value();
    }
    return team.create(spec.withMetadata(Customers.tags("founder", "batch"))).value().id();
  }

  /**
   * Settles in: five to forty sandboxes in all.
   *
   * @param seed which has owners, each with as many sandboxes as one has, of all of which it tells
   *     at once that it lives; and perhaps guests and lodgers
   */
  void settle(Seed seed) {
    for (var i = 0; i < seed.owners(); i++) {
      hire("worker", true, Worker.Manner.STEADY, Worker.Manner.STEADY.sandboxes());
    }
    var workers = 1 + customers.random().nextInt(1 + customers.random().nextInt(9));
    for (var i = 0; i < workers; i++) {
      hire();
    }
    for (var i = 0; i < 2 + workers / 2; i++) {
      var loner = new Loner(customers, terms);
      customers.stage().time().add("loner", customers.seconds(0, 600), loner::step);
    }
    for (var i = 0; seed.guests() && i < 3; i++) {
      customers.stage().time().add("guest", customers.seconds(0, 300), new Guest(customers)::step);
    }
    for (var i = 0; seed.lodgers() && i < 3; i++) {
      var lodger = new Lodger(customers);
      customers.stage().time().add("lodger", customers.seconds(0, 300), lodger::step);
    }
    customers.stage().time().add("agency", customers.seconds(60, 600), this::replace);
    if (customers.chance(0.04)) {
      fleet(customers.seconds(300, 900));
    }
    if (customers.chance(0.02)) {
      customers.later(customers.seconds(60, 1_500), this::burst);
    }
  }

  private void burst() {
    var tags = Customers.tags(customers.name("burst"), "worker");
    var sandbox = customers.create(NewSandbox.of("base", SHORT).withMetadata(tags)).id();
    for (var i = 0; i < BURST; i++) {
      var _ = customers.stage().team().setTimeout(sandbox, SHORT);
    }
    customers.stage().tally().count("burst-of-10000-events");
  }

  private void hire() {
    hire(
        customers.chance(0.25) ? "batch" : "worker",
        customers.chance(0.6),
        Worker.Manner.HURRIED,
        1);
  }

  private void hire(String kind, boolean forAll, Worker.Manner manner, int sandboxes) {
    var worker = new Worker(customers, kind, forAll, manner);
    var time = customers.stage().time();
    time.add("beat", Duration.ZERO, worker::beat);
    time.add("work", customers.seconds(0, 10), worker::work);
    for (var i = 0; i < sandboxes; i++) {
      worker.start();
    }
  }

  private Duration replace() {
    if (customers.mood() == Mood.BUSY) {
      hire();
    }
    return customers.seconds(200, 1_200);
  }

  /** A fleet that lives fast, and dies as a whole: its owners all fall silent at once. */
  private void fleet(Duration life) {
    var settings =
        new FleetSettings(
            5,
            customers.random().nextLong(),
            customers.seconds(60, 180),
            customers.seconds(120, 300),
            customers.seconds(120, 300),
            life);
    var stage = customers.stage();
    var made = new Fleet(stage.world(), stage.team(), settings, heartbeats());
    var death = stage.time().instant().plus(life);
    var task = new VirtualTime.Task[1];
    task[0] =
        stage
            .time()
            .add(
                "fleet",
                Duration.ZERO,
                () -> {
                  var left = Duration.between(stage.time().instant(), death);
                  if (left.isPositive()) {
                    var pause = made.step();
                    return pause.compareTo(left) < 0 ? pause : left;
                  }
                  task[0].cancel();
                  die(made);
                  return Duration.ZERO;
                });
  }

  /** Only between its steps, for it holds its lock while a heartbeat waits for the store. */
  private void die(Fleet fleet) {
    fleet.truth().leaked().keySet().forEach(customers::abandon);
    fleet.truth().owned().forEach(customers::abandon);
  }

  private Heartbeats heartbeats() {
    return new Heartbeats() {
      @Override
      public void renewOwner(String owner, Duration ttl) {
        renew(LeaseKey.owner(null, owner), ttl);
      }

      @Override
      public void renewSandbox(SandboxId sandbox, Duration ttl) {
        renew(LeaseKey.sandbox(null, sandbox), ttl);
      }

      private void renew(LeaseKey key, Duration ttl) {
        if (host.renew(key, ttl) == null) {
          throw new IllegalStateException("nobody listens");
        }
      }
    };
  }
}

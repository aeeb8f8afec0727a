package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulation.Customers.Mood;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with one sandbox after another that E2B forgets to end, and no heartbeats to speak of:
 * extends it at the last moment a few times, then not; or lets it sleep and wakes it by traffic.
 */
final class Loner {

  private final Customers customers;
  private final String name;
  private final Duration slack;
  private final Duration grace;
  private final boolean sleeper;
  private @Nullable SandboxId sandbox;
  private int visits;

  /** A loner that knows how late is too late. */
  Loner(Customers customers, Terms terms) {
    this.customers = customers;
    this.name = customers.name("loner");
    this.slack = terms.slack();
    this.grace = terms.grace();
    this.sleeper = customers.chance(0.5);
  }

  Duration step() {
    var mine = sandbox;
    if (customers.mood() != Mood.BUSY) {
      if (mine != null) {
        customers.abandon(mine);
        sandbox = null;
      }
      return Duration.ofDays(1);
    }
    if (mine == null) {
      return begin();
    }
    visits--;
    if (visits < 0 || !(team().get(mine) instanceof Reply.Done<SimulatedSandbox>)) {
      customers.abandon(mine);
      sandbox = null;
      return customers.seconds(30, 600);
    }
    return sleeper ? wake(mine) : extend(mine);
  }

  private Duration begin() {
    visits = customers.random().nextInt(5);
    var timeout = customers.seconds(20, 240);
    var spec = NewSandbox.of("base", timeout).withMetadata(Customers.tags(name, "loner"));
    var forgotten = customers.chance(0.7) ? spec.neverExpiring() : spec;
    var made = customers.create(sleeper ? forgotten.wokenByTraffic() : forgotten);
    sandbox = made.id();
    if (customers.chance(0.3)) {
      promise(made.id());
    }
    return sleeper ? customers.seconds(30, 600) : lastMoment(made.endAt());
  }

  private Duration extend(SandboxId mine) {
    var timeout = customers.seconds(20, 240);
    var connected = team().connect(mine, timeout); // resumes it where it was paused meanwhile
    customers.stage().journal().note(mine, "customer", "extended it: " + connected.status());
    return lastMoment(customers.stage().world().now().plus(timeout));
  }

  private Duration wake(SandboxId mine) {
    customers.stage().journal().note(mine, "customer", "traffic, woke it: " + team().touch(mine));
    if (customers.chance(0.2)) {
      promise(mine);
    }
    return customers.seconds(30, 600);
  }

  /** One heartbeat for a while, and none after it. */
  private void promise(SandboxId mine) {
    customers.renew(LeaseKey.sandbox(null, mine), mine, customers.seconds(10, 300), false);
  }

  /** Around the moment at which it would be paused. */
  private Duration lastMoment(Instant endAt) {
    var due = endAt.plus(slack).plus(grace).plus(customers.seconds(0, 40)).minusSeconds(25);
    var pause = Duration.between(customers.stage().world().now(), due);
    return pause.isNegative() ? Duration.ofSeconds(1) : pause;
  }

  private Team team() {
    return customers.stage().team();
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with one sandbox after another, who claims each late, but in time if anybody listens,
 * and again and again until somebody does; or never does, for nobody uses it.
 */
final class Guest {

  private static final Duration LIFE = Duration.ofHours(4);
  private static final Duration TTL = Duration.ofMinutes(2);

  private final Customers customers;
  private final String name;
  private final boolean forAll;
  private @Nullable SandboxId sandbox;
  private int stays;

  Guest(Customers customers) {
    this.customers = customers;
    this.name = customers.name("guest");
    this.forAll = customers.random().nextBoolean();
  }

  Duration step() {
    return customers.whileBusy(sandbox, this::leave, this::begin, this::claim);
  }

  private Duration begin() {
    var spec = NewSandbox.of("base", LIFE).withMetadata(Customers.tags(name, "guest"));
    var made = customers.create(spec).id();
    if (customers.chance(0.4)) {
      return leave(made);
    }
    sandbox = made;
    stays = customers.random().nextInt(10);
    return customers.seconds(0, Terms.UNCLAIMED.multipliedBy(8).dividedBy(10).toSeconds());
  }

  private Duration claim(SandboxId mine) {
    if (!(customers.stage().team().get(mine) instanceof Reply.Done<SimulatedSandbox>)) {
      sandbox = null;
      return customers.seconds(30, 300);
    }
    var key = forAll ? LeaseKey.owner(null, name) : LeaseKey.sandbox(null, mine);
    var renewal = customers.renew(key, forAll ? null : mine, TTL, false);
    if (renewal == null) {
      return customers.seconds(1, 8);
    }
    stays--;
    return stays < 0 || renewal instanceof Renewal.Ending ? leave(mine) : TTL.dividedBy(3);
  }

  private Duration leave(SandboxId mine) {
    customers.abandon(mine);
    sandbox = null;
    return customers.seconds(30, 600);
  }
}

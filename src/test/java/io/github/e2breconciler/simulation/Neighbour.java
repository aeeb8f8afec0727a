package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A second account of the daemon's: another team at the same E2B, with customers and a webhook of
 * its own. What holds of the first account holds of it, by laws that see it alone.
 */
final class Neighbour {

  static final AccountId ACCOUNT = new AccountId("next-door");
  static final String KEY = "e2b_next_door";

  /** Those of its webhook that the daemon knows. */
  static final List<String> SECRETS = List.of("whsec_next_door", "whsec_next_door_next");

  private final Witnesses witnesses;
  private final Letterbox letterbox;
  private final Customers customers;
  private final Rival rival;

  /**
   * One that has nothing yet.
   *
   * @param beside the first account
   * @param engine the daemon, while there is one
   */
  Neighbour(
      Stage beside,
      Terms terms,
      Host host,
      Faults faults,
      Lawbook lawbook,
      Supplier<@Nullable Engine> engine,
      SplittableRandom random) {
    var team = beside.world().open(KEY, "next door", beside.team().plan());
    var stage = beside.of(ACCOUNT, team, new Laws());
    witnesses = Witnesses.of(stage, terms, engine);
    customers = new Customers(stage, host, random.split(), "next-door-");
    rival = new Rival(customers, faults, random.split());
    letterbox = new Letterbox(stage, host, address(beside.account(), random), random.split());
    lawbook.ofAll().forEach(stage.laws()::add);
    for (var law : lawbook.ofOne(witnesses)) {
      stage.laws().add(law);
      beside.laws().add(new NextDoor(law));
    }
  }

  /** Its path may name the account; if so, somebody may mistake that of the first for it. */
  private static Letterbox.Address address(AccountId first, SplittableRandom random) {
    return random.nextBoolean()
        ? Letterbox.Address.of(ACCOUNT, first, SECRETS)
        : Letterbox.Address.of("/next-door", SECRETS);
  }

  Witnesses witnesses() {
    return witnesses;
  }

  /** Settles in. */
  void settle(Terms terms, Host host) {
    new Population(customers, terms, host).settle(Seed.plain());
  }

  Letterbox letterbox() {
    return letterbox;
  }

  Customers customers() {
    return customers;
  }

  Rival rival() {
    return rival;
  }

  /** Whether it ever had this sandbox. */
  boolean had(SandboxId sandbox) {
    return !witnesses.stage().team().events(Story.eventsOf(sandbox)).isEmpty();
  }

  /** A law of another account: it is told of the process, and of nothing that is the first's. */
  private record NextDoor(Law law) implements Law {
    @Override
    public void promised(SandboxId sandbox) {
      law.promised(sandbox);
    }

    @Override
    public void starting() {
      law.starting();
    }

    @Override
    public void started(Engine engine) {
      law.started(engine);
    }

    @Override
    public void crashed() {
      law.crashed();
    }

    @Override
    public void look(Engine engine) {
      law.look(engine);
    }

    @Override
    public void survey(Engine engine) {
      law.survey(engine);
    }
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.Reply;
import io.github.e2breconciler.simulator.SimulatedSandbox;
import io.github.e2breconciler.simulator.Team;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with one sandbox after another, of which each says itself until when or for how long it
 * is needed, or is put to sleep and forgotten. Some say it so that nobody can read it; some are
 * claimed beyond what they say, or woken at the last moment.
 */
final class Lodger {

  /** Metadata that says until when, as RFC 3339. */
  static final String UNTIL = "until";

  /** Metadata that says for how long. */
  static final String FOR = "for";

  /** What sleeps for longer than {@link Terms#ASLEEP} is ended. */
  static final String SLEEPER = "sleeper";

  private static final String KIND = "lodger";
  private static final Duration LIFE = Duration.ofHours(4);

  private final Customers customers;
  private final String name;
  private @Nullable SandboxId sandbox;
  private Instant over = Instant.MAX; // by E2B's clock
  private boolean readable;
  private boolean sleeper;
  private int visits;

  Lodger(Customers customers) {
    this.customers = customers;
    this.name = customers.name(KIND);
  }

  Duration step() {
    return customers.whileBusy(sandbox, this::leave, this::begin, this::come);
  }

  private Duration come(SandboxId mine) {
    visits--;
    return visits < 0 || !(team().get(mine) instanceof Reply.Done<SimulatedSandbox>)
        ? leave(mine)
        : visit(mine);
  }

  private Duration begin() {
    visits = customers.random().nextInt(4);
    readable = true;
    return switch (customers.random().nextInt(3)) {
      case 0 -> until(customers.seconds(60, 900));
      case 1 -> during(customers.seconds(60, 900));
      default -> asleep();
    };
  }

  private Duration until(Duration length) {
    var end = now().plus(length);
    readable = customers.chance(0.8);
    var text =
        customers.chance(0.5)
            ? end.toString()
            : end.atOffset(ZoneOffset.ofHours(customers.random().nextInt(19) - 9)).toString();
    return begin(KIND, Map.of(UNTIL, readable ? text : "tomorrow"), end);
  }

  private Duration during(Duration length) {
    readable = customers.chance(0.8);
    return begin(
        KIND,
        Map.of(FOR, readable ? length.toSeconds() + "s" : "a while"),
        now().plusSeconds(length.toSeconds()));
  }

  private Duration asleep() {
    var pause = begin(SLEEPER, Map.of(), Instant.MAX);
    customers.later(customers.seconds(1, 60), this::sleep);
    return pause;
  }

  private Duration begin(String kind, Map<String, String> words, Instant end) {
    var metadata = new HashMap<>(Customers.tags(name, kind));
    metadata.putAll(words);
    var spec = NewSandbox.of("base", LIFE).withMetadata(Map.copyOf(metadata));
    sandbox = customers.create(spec).id();
    over = end;
    sleeper = kind.equals(SLEEPER);
    return lastMoment();
  }

  private void sleep() {
    var mine = sandbox;
    if (mine != null && team().pause(mine, Asker.CUSTOMER).done()) {
      over = now().plus(Terms.ASLEEP);
      customers.stage().journal().note(mine, "customer", "put it to sleep");
    }
  }

  /** Wakes what sleeps, for a while; claims what runs. */
  private Duration visit(SandboxId mine) {
    if (team().resume(mine, LIFE).done()) {
      customers.stage().journal().note(mine, "customer", "woke it");
      customers.later(customers.seconds(1, 60), this::sleep);
      return Terms.ASLEEP;
    }
    if (customers.chance(0.5)) {
      var ttl = customers.seconds(60, 300);
      customers.renew(LeaseKey.owner(null, name), null, ttl, false);
      return ttl.dividedBy(2);
    }
    return lastMoment();
  }

  /** Around the moment at which it may be ended. */
  private Duration lastMoment() {
    var soon = customers.seconds(10, 300);
    if (over.equals(Instant.MAX)) {
      return soon;
    }
    var left = Duration.between(now(), over).plus(customers.seconds(0, 60)).minusSeconds(30);
    return left.isPositive() ? left : soon;
  }

  /** Without a word; but ends what nobody else can know to be over, and wakes nothing for good. */
  private Duration leave(SandboxId mine) {
    if (sleeper) {
      sleep();
    }
    if (readable) {
      customers.abandon(mine);
    } else {
      var _ = team().kill(mine, Asker.CUSTOMER);
    }
    sandbox = null;
    return customers.seconds(30, 300);
  }

  private Instant now() {
    return customers.stage().world().now();
  }

  private Team team() {
    return customers.stage().team();
  }
}

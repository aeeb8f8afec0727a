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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with one sandbox after another that E2B forgets to end, who comes by now and then: to
 * extend it at the last moment; to wake it by traffic, and perhaps put it to sleep again; to send,
 * just when its time is up, the heartbeat that it owed, for the one or for all of its own; or to
 * claim it for long after its end.
 */
final class Loner {

  private enum Habit {
    EXTENDS,
    WAKES,
    BEATS_LATE,
    /** Far past its end, and claimed all the time. */
    CLAIMS
  }

  private static final List<Habit> HABITS = List.of(Habit.values());

  private final Customers customers;
  private final String name;
  private final Duration slack;
  private final Duration grace;
  private final Habit habit;
  private final boolean forAll;
  private @Nullable SandboxId sandbox;
  private int visits;

  /** A loner that knows how late is too late. */
  Loner(Customers customers, Terms terms) {
    this.customers = customers;
    this.name = customers.name("loner");
    this.slack = terms.slack();
    this.grace = terms.grace();
    this.habit = HABITS.get(customers.random().nextInt(HABITS.size()));
    this.forAll = customers.random().nextBoolean();
  }

  Duration step() {
    return customers.whileBusy(sandbox, this::leave, this::begin, this::come);
  }

  private void leave(SandboxId mine) {
    customers.abandon(mine);
    sandbox = null;
  }

  private Duration come(SandboxId mine) {
    visits--;
    if (visits < 0 || !(team().get(mine) instanceof Reply.Done<SimulatedSandbox>)) {
      leave(mine);
      return customers.seconds(30, 600);
    }
    return switch (habit) {
      case EXTENDS -> extend(mine);
      case WAKES -> wake(mine);
      case BEATS_LATE -> beatLate(mine);
      case CLAIMS -> claim(mine);
    };
  }

  private Duration begin() {
    visits = customers.random().nextInt(habit == Habit.CLAIMS ? 30 : 5);
    var timeout = customers.seconds(20, 240);
    var spec = NewSandbox.of("base", timeout).withMetadata(Customers.tags(name, "loner"));
    var forgotten = habit == Habit.CLAIMS || customers.chance(0.7) ? spec.neverExpiring() : spec;
    var made = customers.create(habit == Habit.WAKES ? forgotten.wokenByTraffic() : forgotten);
    sandbox = made.id();
    if (customers.chance(0.3)) {
      promise(made.id());
    }
    return switch (habit) {
      case EXTENDS -> lastMoment(made.endAt().plus(slack));
      case WAKES -> customers.seconds(10, 400);
      case BEATS_LATE -> beatLate(made.id());
      case CLAIMS -> claim(made.id());
    };
  }

  private Duration extend(SandboxId mine) {
    var timeout = customers.seconds(20, 240);
    var connected = team().connect(mine, timeout); // resumes it where it was paused meanwhile
    customers.stage().journal().note(mine, "customer", "extended it: " + connected.status());
    return lastMoment(customers.stage().world().now().plus(timeout).plus(slack));
  }

  private Duration wake(SandboxId mine) {
    customers.stage().journal().note(mine, "customer", "traffic, woke it: " + team().touch(mine));
    if (customers.chance(0.2)) {
      promise(mine);
    }
    if (customers.chance(0.5)) {
      customers.later(customers.seconds(1, 20), () -> team().pause(mine, Asker.CUSTOMER));
    }
    return customers.seconds(10, 400);
  }

  /** One heartbeat for a while, and none after it. */
  private Duration promise(SandboxId mine) {
    var ttl = customers.seconds(10, 300);
    var key = forAll ? LeaseKey.owner(null, name) : LeaseKey.sandbox(null, mine);
    customers.renew(key, mine, ttl, false);
    return ttl;
  }

  private Duration beatLate(SandboxId mine) {
    var _ = team().refresh(mine, Duration.ofMinutes(20));
    return lastMoment(customers.stage().world().now().plus(promise(mine)));
  }

  /** Again before the last heartbeat has run out; a while later where nobody took it. */
  private Duration claim(SandboxId mine) {
    return promise(mine).dividedBy(2);
  }

  /** Around the moment at which it would be paused for what ran out at {@code over}. */
  private Duration lastMoment(Instant over) {
    var due = over.plus(grace).plus(customers.seconds(0, 40)).minusSeconds(15);
    var pause = Duration.between(customers.stage().world().now(), due);
    return pause.isNegative() ? Duration.ofSeconds(1) : pause;
  }

  private Team team() {
    return customers.stage().team();
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.FakeE2bApi;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;

/** One daemon that has started and does nothing by itself, and what laws are told of it. */
final class OneLife implements AutoCloseable {

  static final AccountId ACCOUNT = Terms.ACCOUNT;

  static final Terms TERMS =
      new Terms(
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofSeconds(300),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(480),
          "pause",
          100,
          Closing.NEVER,
          Closing.NEVER,
          Duration.ofSeconds(900));

  private final SplittableRandom random = new SplittableRandom(1);
  private final VirtualTime time =
      new VirtualTime(FakeClock.START, random, VirtualTime.Failures.FATAL);
  private final Machine machine = new Machine(time, time);
  private final Tally tally = new Tally();
  private final Disk disk = new Disk(random, tally);
  private final Life life = new Life(time, disk, new Jitter(random, tally), () -> {});
  private final Program process =
      new Program(
          life,
          machine,
          (_, store, meters) ->
              new Surroundings(
                  time,
                  time,
                  random,
                  _ -> new FakeE2bApi(new FakeClock()),
                  store,
                  (_, _) -> null,
                  meters));

  OneLife() {
    process.start(TERMS.settings());
  }

  VirtualTime time() {
    return time;
  }

  Machine machine() {
    return machine;
  }

  Disk disk() {
    return disk;
  }

  Engine engine() {
    var engine = process.engine();
    if (engine == null) {
      throw new IllegalStateException("it did not start");
    }
    return engine;
  }

  Stage stage(Duration skew) {
    var world = new World(() -> time.instant().plus(skew), random);
    var team = world.open(Terms.KEY, "simulation", TeamPlan.pro());
    return new Stage(
        ACCOUNT, time, world, team, new LeaseLedger(), new Journal(time), tally, new Laws());
  }

  Law.Request request(String sandbox) {
    var subject = subject(sandbox, CaseState.DUE);
    return new Law.Request(Action.PAUSE, new SandboxId(sandbox), subject, engine());
  }

  Law.Request request(Action action, String sandbox, String policy) {
    var subject = subject(sandbox, policy, CaseState.DUE);
    return new Law.Request(action, new SandboxId(sandbox), subject, engine());
  }

  Case subject(String sandbox, CaseState state) {
    return subject(sandbox, "overdue", state);
  }

  private Case subject(String sandbox, String policy, CaseState state) {
    var now = time.instant();
    return new Case(
        "case-" + sandbox,
        new SandboxKey(ACCOUNT, new SandboxId(sandbox)),
        policy,
        policy,
        Action.KILL,
        "why",
        state,
        now,
        now,
        now,
        null,
        state.open() ? null : now,
        0,
        null,
        "",
        "{}");
  }

  @Override
  public void close() {
    process.end();
    time.close();
    process.bury();
    machine.close();
  }
}

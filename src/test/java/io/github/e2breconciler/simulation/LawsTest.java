package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.Events;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.FakeE2bApi;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each law is broken once. */
final class LawsTest {

  private static final AccountId ACCOUNT = new AccountId("sim");

  private final SplittableRandom random = new SplittableRandom(1);
  private final VirtualTime time =
      new VirtualTime(FakeClock.START, random, VirtualTime.Failures.FATAL);
  private final Machine machine = new Machine(time);
  private final Tally tally = new Tally();
  private final Life life =
      new Life(time, new Disk(random, tally), new Jitter(random, tally), () -> {});
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

  @BeforeEach
  void start() {
    process.start(Terms.draw(random).settings());
  }

  @AfterEach
  void end() {
    process.end();
    time.close();
    process.bury();
    machine.close();
  }

  @Test
  void s2RefusesRequestsWhileFrozen() {
    var law = new Restraint(time, 10, 100);
    engine().freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);

    assertBroken(() -> law.requested(request("i1")), "while frozen");
  }

  @Test
  void s2CountsWhatBeginsWithinAnHour() {
    var law = new Restraint(time, 1, 100);
    law.requested(request("i1"));

    assertBroken(() -> law.requested(request("i2")), "the cap is 1");
    time.pass(Duration.ofHours(2));
    assertThatCode(() -> law.requested(request("i3"))).doesNotThrowAnyException();
  }

  @Test
  void s2LetsAnApprovedPlanExceedTheCaps() {
    var law = new Restraint(time, 0, 0);
    law.approve(Set.of("case-i1"));

    assertThatCode(() -> law.requested(request("i1"))).doesNotThrowAnyException();
    assertBroken(() -> law.requested(request("i2")), "the cap is 0");
  }

  @Test
  void s3RefusesTwoRequestsAtATime() {
    var law = new OneAtATime();
    var first = request("i1");
    law.requested(first);

    assertBroken(() -> law.requested(request("i2")), "goes on");
    law.settled(first);
    assertThatCode(() -> law.requested(request("i2"))).doesNotThrowAnyException();
  }

  @Test
  void s4MissesAnEventThatWasAcknowledged() {
    var law = new Acknowledged(new LeaseLedger(), time, time::instant);
    law.acknowledged(Events.created("execution", 1), true);

    assertBroken(() -> law.started(engine()), "lost though acknowledged");
  }

  @Test
  void s4MissesALeaseThatWasPromised() {
    var ledger = new LeaseLedger();
    var key = LeaseKey.owner(null, "somebody");
    ledger.renewed(key, time.instant(), time.instant(), Duration.ofMinutes(1));

    assertBroken(
        () -> new Acknowledged(ledger, time, time::instant).started(engine()), "was promised");
  }

  @Test
  void s5MissesTheIntentOfARequest() {
    assertBroken(() -> new Evidenced(machine).requested(request("i1")), "without an intent");
  }

  @Test
  void s6SeesWhatComesBackFromTheDeadUnshown() {
    var law = new NoResurrection();
    law.denied(Events.SANDBOX, Events.at(5));
    law.look(belief(State.GONE));

    assertBroken(() -> law.look(belief(State.RUNNING)), "back from the dead");
    law.look(belief(State.GONE));
    law.shown(Events.SANDBOX, Events.at(20));
    assertThatCode(() -> law.look(belief(State.RUNNING))).doesNotThrowAnyException();
  }

  @Test
  void s6LetsNobodyBeHeldDeadUntold() {
    var law = new NoResurrection();
    law.denied(Events.SANDBOX, Events.at(-20)); // of an earlier run

    assertBroken(() -> law.look(belief(State.GONE)), "nobody told so");
  }

  @Test
  void s4SeesWhatIsTakenForNewAgain() {
    var law = new Acknowledged(new LeaseLedger(), time, time::instant);
    law.acknowledged(Events.created("execution", 1), true);
    law.acknowledged(Events.created("execution", 1), false);

    assertBroken(() -> law.acknowledged(Events.created("execution", 1), true), "again");
  }

  @Test
  void s4MissesAFreezeThatWasLatched() {
    var law = new Latches();
    engine().freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);
    law.look(engine());
    assertThatCode(() -> law.started(engine())).doesNotThrowAnyException();
    engine().freezes().lift(ACCOUNT, "unseen");

    assertBroken(() -> law.started(engine()), "a freeze was lost");
    law.lifted();
    assertThatCode(() -> law.started(engine())).doesNotThrowAnyException();
  }

  @Test
  void s1RefusesAPromiseOfWhatIsBeingEnded() {
    var law = new OneAtATime();
    law.requested(request("i1"));

    assertThatCode(() -> law.promised(new SandboxId("i2"))).doesNotThrowAnyException();
    assertBroken(() -> law.promised(new SandboxId("i1")), "while it was being ended");
  }

  @Test
  void s1RefusesRequestsBeforeItHasSettled() {
    var law = new Composure(stage(Duration.ZERO), Terms.draw(random), _ -> false);
    law.started(engine());

    assertBroken(() -> law.requested(request("i1")), "has not settled");
    time.pass(Duration.ofHours(1));
    assertThatCode(() -> law.requested(request("i1"))).doesNotThrowAnyException();
  }

  @Test
  void s1RefusesRequestsWhileClocksDiffer() {
    var law = new Composure(stage(Duration.ofSeconds(31)), Terms.draw(random), _ -> false);

    assertBroken(() -> law.requested(request("i1")), "the clocks differ");
  }

  @Test
  void s8FindsWhatWasSaidToBeKilledAlive() {
    var stage = stage(Duration.ZERO);
    var alive = stage.team().create(NewSandbox.of("base", Duration.ofHours(1))).value().id();
    var law = new Truthful(stage);
    var request = request(alive.value());
    var killed = subject(alive.value(), CaseState.KILLED);
    law.requested(new Law.Request(Action.KILL, alive, request.subject(), engine()));
    law.look(_ -> killed);
    time.pass(Duration.ofMinutes(1));

    assertBroken(() -> law.look(_ -> killed), "it lives");
  }

  private Stage stage(Duration skew) {
    var world = new World(() -> time.instant().plus(skew), random);
    var team = world.open(Terms.KEY, "simulation", TeamPlan.pro());
    return new Stage(time, world, team, new LeaseLedger(), new Journal(time), tally, new Laws());
  }

  private static void assertBroken(Runnable work, String why) {
    assertThatThrownBy(work::run).isInstanceOf(Violation.class).hasMessageContaining(why);
  }

  private Engine engine() {
    var engine = process.engine();
    if (engine == null) {
      throw new IllegalStateException("it did not start");
    }
    return engine;
  }

  private static Sandbox belief(State state) {
    return new Sandbox(
        new SandboxKey(ACCOUNT, Events.SANDBOX),
        state,
        "base",
        Map.of(),
        Events.at(1),
        null,
        null,
        null,
        Events.at(10),
        Source.LIST);
  }

  private Law.Request request(String sandbox) {
    var subject = subject(sandbox, CaseState.DUE);
    return new Law.Request(Action.PAUSE, new SandboxId(sandbox), subject, engine());
  }

  private Case subject(String sandbox, CaseState state) {
    var now = time.instant();
    return new Case(
        "case-" + sandbox,
        new SandboxKey(ACCOUNT, new SandboxId(sandbox)),
        "overdue",
        "overdue",
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
}

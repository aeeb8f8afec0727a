package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.ListQuery;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.testing.Events;
import io.github.e2breconciler.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each law is broken once. */
final class LawsTest {

  private static final AccountId ACCOUNT = OneLife.ACCOUNT;

  private static final Map<String, String> OURS = Customers.tags("somebody", "worker");

  private final OneLife one = new OneLife();
  private final VirtualTime time = one.time();

  @AfterEach
  void end() {
    one.close();
  }

  @Test
  void s3RefusesTwoRequestsAtATime() {
    var law = new OneAtATime();
    var first = one.request("i1");
    law.requested(first);

    assertBroken(() -> law.requested(one.request("i2")), "goes on");
    law.settled(first);
    assertThatCode(() -> law.requested(one.request("i2"))).doesNotThrowAnyException();
  }

  @Test
  void s4MissesAnEventThatWasAcknowledged() {
    var law = new Acknowledged(Terms.ACCOUNT, new LeaseLedger(), time, time::instant);
    law.acknowledged(Events.created("execution", 1), true);

    assertBroken(() -> law.started(one.engine()), "lost though acknowledged");
  }

  @Test
  void s4MissesALeaseThatWasPromised() {
    var ledger = new LeaseLedger();
    var key = LeaseKey.owner(null, "somebody");
    ledger.renewed(key, time.instant(), time.instant(), Duration.ofMinutes(1));

    assertBroken(
        () -> new Acknowledged(Terms.ACCOUNT, ledger, time, time::instant).started(one.engine()),
        "was promised");
  }

  /** Seed 985: it asks for the time once others have let it, and may be late by then. */
  @Test
  void s1GrantsWhatATickGivesBackThatWaited() {
    var ledger = new LeaseLedger();
    var key = LeaseKey.sandbox(null, new SandboxId("i1"));
    var start = time.instant();
    ledger.restarted(start);
    ledger.renewed(key, start, start, Duration.ofSeconds(3));
    var begun = start.plusMillis(2_900);

    ledger.ticked(begun, begun);
    assertThat(ledger.heldSince(new SandboxId("i1"), null, start.plusSeconds(5))).isFalse();
    ledger.ticked(begun.plusMillis(2_900), begun.plusMillis(3_100));
    assertThat(ledger.heldSince(new SandboxId("i1"), null, start.plusSeconds(5))).isTrue();
  }

  @Test
  void s5MissesTheIntentOfARequest() {
    assertBroken(
        () -> new Evidenced(one.machine()).requested(one.request("i1")), "without an intent");
  }

  @Test
  void s4SeesWhatIsTakenForNewAgain() {
    var law = new Acknowledged(Terms.ACCOUNT, new LeaseLedger(), time, time::instant);
    law.acknowledged(Events.created("execution", 1), true);
    law.acknowledged(Events.created("execution", 1), false);

    assertBroken(() -> law.acknowledged(Events.created("execution", 1), true), "again");
  }

  @Test
  void s4MissesAFreezeThatWasLatched() {
    var law = new Latches();
    one.engine().freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);
    law.look(one.engine());
    assertThatCode(() -> law.started(one.engine())).doesNotThrowAnyException();
    one.engine().freezes().lift(ACCOUNT, "unseen");

    assertBroken(() -> law.started(one.engine()), "a freeze was lost");
    law.lifted();
    assertThatCode(() -> law.started(one.engine())).doesNotThrowAnyException();
  }

  @Test
  void s1RefusesAPromiseOfWhatIsBeingEnded() {
    var law = new OneAtATime();
    law.requested(one.request("i1"));

    assertThatCode(() -> law.promised(new SandboxId("i2"))).doesNotThrowAnyException();
    assertBroken(() -> law.promised(new SandboxId("i1")), "while it was being ended");
  }

  @Test
  void s1RefusesRequestsBeforeItHasSettled() {
    var law = new Composure(one.stage(Duration.ZERO), OneLife.TERMS, _ -> false, time);
    law.starting();

    assertBroken(() -> law.requested(one.request("i1")), "has not settled");
    time.pass(Duration.ofHours(1));
    assertThatCode(() -> law.requested(one.request("i1"))).doesNotThrowAnyException();
  }

  @Test
  void s1RefusesAPauseWhoseMarkHasNotStood() {
    var law = new Graces(time, Duration.ofSeconds(30));
    var request = one.request("i1");
    law.look(List.of(request.subject()));
    time.pass(Duration.ofSeconds(10));

    assertBroken(() -> law.requested(request), "in its mark grace");
    time.pass(Duration.ofSeconds(20));
    assertThatCode(() -> law.requested(request)).doesNotThrowAnyException();
    law.snoozed(request.sandbox(), time.instant().plusSeconds(1));
    assertBroken(() -> law.requested(request), "is snoozed");
  }

  @Test
  void s1RefusesAPauseWhoseMarkIsYoungerInTruthThanByTheDaemonsClock() {
    var law = new Graces(time, Duration.ofSeconds(60));
    var request = one.request("i1");
    time.pass(Duration.ofMinutes(5));
    law.look(List.of(request.subject()));
    time.pass(Duration.ofSeconds(20));

    assertBroken(() -> law.requested(request), "has not stood");
  }

  @Test
  void s1RefusesRequestsWhileClocksDiffer() {
    var law = new Composure(one.stage(Duration.ofSeconds(31)), OneLife.TERMS, _ -> false, time);

    assertBroken(() -> law.requested(one.request("i1")), "the clocks differ");
  }

  @Test
  void s1RefusesRequestsForWhatIsOlderThanANewStore() {
    var law = new Composure(one.stage(Duration.ZERO), OneLife.TERMS, "case-i2"::equals, time);
    var older = one.request("i1");
    var approved = one.request("i2");
    time.pass(Duration.ofMinutes(2));
    law.starting();
    var younger = one.request("i3");
    time.pass(OneLife.TERMS.newStoreWait().minusSeconds(1));

    assertBroken(() -> law.requested(older), "its store is new");
    assertThatCode(() -> law.requested(approved)).doesNotThrowAnyException();
    assertThatCode(() -> law.requested(younger)).doesNotThrowAnyException();
    time.pass(Duration.ofSeconds(1));
    assertThatCode(() -> law.requested(older)).doesNotThrowAnyException();
  }

  @Test
  void s1RefusesAKillByAPolicyThatPauses() {
    var law = new Composure(one.stage(Duration.ZERO), OneLife.TERMS, _ -> false, time);
    law.starting();
    time.pass(Duration.ofHours(1));

    assertBroken(() -> law.requested(one.request(Action.KILL, "i1", "too-old")), "may only pause");
    assertThatCode(() -> law.requested(one.request(Action.PAUSE, "i1", "too-old")))
        .doesNotThrowAnyException();
    assertThatCode(() -> law.requested(one.request(Action.KILL, "i1", "crashed")))
        .doesNotThrowAnyException();
  }

  @Test
  void s1RefusesRequestsForWhatIsKeptByItsTemplate() {
    var stage = one.stage(Duration.ZERO);
    var golden = NewSandbox.of(Terms.TEMPLATE, Duration.ofHours(1));

    assertBroken(() -> judged(stage, golden.withMetadata(OURS), _ -> {}), "is to be kept");
  }

  @Test
  void s1RefusesRequestsForWhatIsKeptByItsId() {
    var stage = one.stage(Duration.ZERO);
    var base = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(OURS);

    assertBroken(() -> judged(stage, base, oracle -> oracle.keep(id(stage))), "is to be kept");
    assertBroken(() -> judged(stage, base, _ -> {}), "a request without a case"); // let by
  }

  @Test
  void s1RefusesRequestsForWhatIsOutOfScope() {
    var others = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(Map.of("team", "other"));

    assertBroken(() -> judged(one.stage(Duration.ZERO), others, _ -> {}), "what is not ours");
  }

  /** Of two reads at once the other's answer came first, and found nothing. */
  @Test
  void s1TakesAFinalReadThatWasOvertaken() {
    var stage = one.stage(Duration.ZERO);
    var base = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(OURS);

    assertBroken(() -> judged(stage, base, 1), "a request without a case"); // let by
    assertBroken(() -> judged(stage, base, -1), "a request without a case"); // likewise
  }

  private void judged(Stage stage, NewSandbox spec, long overtakenBySeconds) {
    judged(
        stage,
        spec,
        oracle -> {
          var missing = new Reading.Missing(stage.world().now());
          oracle.answered(id(stage), missing, time.instant().plusSeconds(overtakenBySeconds));
        });
  }

  private void judged(Stage stage, NewSandbox spec, Consumer<Oracle> before) {
    var made = stage.team().create(spec).value();
    var oracle = new Oracle(stage, OneLife.TERMS, one::engine);
    before.accept(oracle);
    oracle.answered(made.id(), new Reading.Found(made.row(), stage.world().now()), time.instant());
    oracle.judge(Action.PAUSE, made.id());
  }

  private static SandboxId id(Stage stage) {
    return stage.team().list(ListQuery.after(null)).value().rows().getFirst().id();
  }

  @ParameterizedTest
  @CsvSource({"false, 19, 1", "true, 89, 1"})
  void s8FindsWhatWasSaidToBeKilledAlive(boolean accepted, int yet, int more) {
    var stage = one.stage(Duration.ZERO);
    var alive = stage.team().create(NewSandbox.of("base", Duration.ofHours(1))).value().id();
    var law = new Truthful(stage);
    if (accepted) {
      law.accepted(alive);
    }
    var request = one.request(alive.value());
    var killed = one.subject(alive.value(), CaseState.KILLED);
    law.requested(new Law.Request(Action.KILL, alive, request.subject(), one.engine()));
    law.look(_ -> killed);
    time.pass(Duration.ofSeconds(yet));
    law.look(_ -> killed);
    time.pass(Duration.ofSeconds(more));

    assertBroken(() -> law.look(_ -> killed), "it lives");
  }

  static void assertBroken(Runnable work, String why) {
    assertThatThrownBy(work::run).isInstanceOf(Violation.class).hasMessageContaining(why);
  }
}

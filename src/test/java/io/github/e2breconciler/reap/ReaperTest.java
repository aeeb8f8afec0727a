package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.LEASE_EXPIRED;
import static io.github.e2breconciler.testing.ReapWorld.LIFE;
import static io.github.e2breconciler.testing.ReapWorld.OVERDUE;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Verdict;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import io.github.e2breconciler.testing.StoredCase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ladder as it is meant to be climbed, and what makes a case leave it. */
final class ReaperTest {

  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final ReapWorld world = new ReapWorld();

  @Test
  void climbsFromMarkToVerifiedKill() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.advance(LIFE.plusMinutes(1));

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);

    world.advance(GRACE.minusMillis(1));
    assertThat(world.pass()).isEmpty();

    world.advance(Duration.ofMillis(1));
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.UNCONFIRMED);
    assertThat(world.state()).isEqualTo(CaseState.PAUSING);

    assertThat(world.verify()).extracting(Result::outcome).containsExactly(Outcome.PAUSED);
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    assertThat(world.openIntents()).isEmpty();

    world.advance(QUARANTINE.minusMillis(1));
    assertThat(world.pass()).isEmpty();

    world.advance(Duration.ofMillis(1));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.KILLING);

    assertThat(world.verifyFor(Duration.ofSeconds(4))).isEmpty();
    assertThat(world.verifyFor(Duration.ofSeconds(2)))
        .extracting(Result::outcome)
        .containsExactly(Outcome.KILLED);
    assertThat(world.state()).isEqualTo(CaseState.KILLED);
    assertThat(world.openIntents()).isEmpty();
    assertThat(world.api().sent("pause")).isOne();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void doesNothingButLookWhileModeObserves() {
    world.mode(Action.OBSERVE).condemned();

    assertThat(world.pass()).extracting(Result::guard).containsExactly("armed");
    assertThat(world.state()).isEqualTo(CaseState.DUE);
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void asksForNoPassThatModeWouldNotLetAct() {
    world.mode(Action.OBSERVE).condemned();

    assertThat(world.reaper().nextDue(ReapWorld.ACCOUNT)).isEmpty();
  }

  @Test
  void tellsPeopleOnceWhileModeNotifies() {
    world.mode(Action.NOTIFY).condemned();

    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.NOTIFIED);
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.NOTIFIED);
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void tellsNobodyOfWhatIsSnoozed() {
    world.mode(Action.NOTIFY).condemned();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "known");

    assertThat(world.pass()).extracting(Result::guard).containsExactly("unprotected");
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }

  @Test
  void shorterSnoozeDoesNotEndALongerOneUnlessItIsMeantTo() {
    world.condemned();
    var subject = world.subject().id();
    var monday = world.clock().instant().plus(Duration.ofDays(7));
    world.reaper().snooze(subject, Duration.ofDays(7), "back on monday");
    world.reaper().snooze(subject, Duration.ofHours(2), "looking at it");
    assertThat(world.reaper().snoozedUntil(KEY)).isEqualTo(monday);
    world.restart();
    assertThat(world.reaper().snoozedUntil(KEY)).isEqualTo(monday);

    var soon = world.clock().instant().plus(Duration.ofHours(2));
    world.reaper().shortenSnooze(subject, Duration.ofHours(2), "it is done");
    assertThat(world.reaper().snoozedUntil(KEY)).isEqualTo(soon);
  }

  @Test
  void goesOnFromNotifiedWhenModeIsRaised() {
    world.mode(Action.NOTIFY).condemned();
    world.pass();
    world.mode(Action.KILL).settled();

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.PAUSING);
  }

  @Test
  void neverKillsWhileModePauses() {
    world.mode(Action.PAUSE);
    paused();

    world.advance(Duration.ofDays(1));
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void neverKillsWherePolicyPauses() {
    world.policies(ReapWorld.policy("overdue", OVERDUE.condition(), Action.PAUSE));
    paused();

    world.advance(Duration.ofDays(1));
    assertThat(world.pass()).isEmpty();
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void neverKillsWhatWasPausedBeforePolicyCouldKill() {
    world.policies(ReapWorld.policy("overdue", OVERDUE.condition(), Action.PAUSE));
    paused();
    world.policies(OVERDUE).settled();

    world.advance(Duration.ofDays(1));
    assertThat(world.pass()).isEmpty();
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void recoversWhenLeaseIsRenewedInGrace() {
    world.condemned();
    world.heartbeat(Duration.ofMinutes(1));

    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void recoversWhenLeaseIsRenewedInQuarantine() {
    paused();
    world.advance(Duration.ofMinutes(1));
    assertThat(world.heartbeat(Duration.ofSeconds(1))).isInstanceOf(Renewal.Renewed.class);

    world.advance(QUARANTINE);
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void recoversWhenOwnerIsHeardWhilePauseIsUnderWay() {
    world.condemned();
    world.pass();
    world.advance(Duration.ofSeconds(1));
    world.ownerHeartbeat(Duration.ofSeconds(1));
    world.advance(Duration.ofSeconds(1));
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);

    world.advance(QUARANTINE);
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void refusesHeartbeatOnlyWhileRequestIsOpen() {
    world.condemned();
    world.pass();
    assertThat(world.heartbeat(Duration.ofMinutes(1))).isInstanceOf(Renewal.Ending.class);

    world.verify();
    assertThat(world.heartbeat(Duration.ofMinutes(1))).isInstanceOf(Renewal.Renewed.class);
  }

  @Test
  void startsGraceWhenLeaseIsEnded() {
    world.policies(LEASE_EXPIRED).advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.heartbeat(Duration.ofHours(1));
    world.advance(Duration.ofMinutes(10));
    world.pass();
    assertThat(world.cases().open()).isEmpty();

    world.leases().end(LeaseKey.sandbox(null, SANDBOX));
    world.pass();

    assertThat(world.state()).isEqualTo(CaseState.MARKED);
    assertThat(world.subject().due()).isEqualTo(world.clock().instant().plus(GRACE));
  }

  @Test
  void recoversWhenOwnerPausesItMeanwhile() {
    world.condemned();
    world.advance(Duration.ofSeconds(1));
    world.api().pauseNow(SANDBOX);

    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void judgesNewRunAnew() {
    world.condemned();
    var start = world.clock().instant();
    world.api().resumeNow(SANDBOX, start);
    world.advance(Duration.ofMinutes(2));

    assertThat(world.pass()).isEmpty();
    assertThat(world.cases().open())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.state()).isEqualTo(CaseState.MARKED);
          assertThat(each.startedAt()).isEqualTo(start);
        });
  }

  @Test
  void judgesAnewWhenMetadataChanged() {
    world.condemned();
    var first = world.subject();
    var row = world.api().row(SANDBOX);
    world
        .api()
        .put(
            new SandboxRow(
                SANDBOX,
                State.RUNNING,
                "base",
                Map.of("app", "test"),
                row.startedAt(),
                row.endAt(),
                row.size()));

    assertThat(world.pass()).isEmpty();
    assertThat(requireNonNull(world.cases().find(first.id())).state())
        .isEqualTo(CaseState.RECOVERED);
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
  }

  @Test
  void recoversWhenItsPolicyIsGoneAfterRestart() {
    paused();
    world.policies(LEASE_EXPIRED).settled();

    world.advance(QUARANTINE);
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void closesCaseOfWhatEndedWithoutUs() {
    world.condemned();
    world.api().remove(SANDBOX);
    world.walk();
    world.walk();

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.GONE);
  }

  @Test
  void closesCaseOfWhatNobodyRemembers() {
    world.condemned();
    world.api().remove(SANDBOX);
    world.restart();
    assertThat(world.cases().open()).hasSize(1);

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.GONE);
  }

  @Test
  void approvalSkipsGraceAndQuarantine() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.advance(LIFE.plusMinutes(1));
    world.pass();
    world.reaper().approve(world.subject().id(), "sure");

    world.pass();
    world.verifyFor(Duration.ofSeconds(2));
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.KILLING);
  }

  @Test
  void approvalDoesNotSkipCreationGrace() {
    world.policies(
        new Policy(
            "short",
            new Condition.MaxAge(Duration.ofMinutes(3)),
            Match.ALL,
            Duration.ZERO,
            Action.KILL));
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.advance(Duration.ofMinutes(3));
    world.pass();
    world.reaper().approve(world.subject().id(), "sure");

    assertThat(world.pass()).extracting(Result::guard).containsExactly("grown");
    world.advance(Duration.ofMinutes(2));
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.UNCONFIRMED);
  }

  @Test
  void leavesSnoozedAloneInQuarantine() {
    paused();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "wait");
    world.advance(QUARANTINE);
    assertThat(world.pass()).extracting(Result::guard).containsExactly("unprotected");

    world.advance(Duration.ofHours(1));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.KILLING);
  }

  @Test
  void marksAnewWhatWasReleased() {
    world.condemned();
    var first = world.subject();
    world.reaper().release(first.id(), "judge again");

    assertThat(world.pass()).isEmpty();
    assertThat(requireNonNull(world.cases().find(first.id())).state())
        .isEqualTo(CaseState.RELEASED);
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
    assertThat(world.subject().id()).isNotEqualTo(first.id());
  }

  @Test
  void letsNobodyReleaseWhileRequestIsOpen() {
    world.condemned();
    world.pass();

    assertThat(world.reaper().release(world.subject().id(), "too late")).isNull();
    assertThat(world.reaper().approve(world.subject().id(), "too late")).isNull();
  }

  @Test
  void killsLongPausedIfDataMayGo() {
    var policy =
        ReapWorld.policy(
            "old", new Condition.PausedLongerThan(Duration.ofHours(1), true), Action.KILL);
    world.policies(policy).advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.advance(Duration.ofMinutes(10));
    world.api().pauseNow(SANDBOX);
    world.advance(Duration.ofMinutes(59));
    world.pass();
    assertThat(world.cases().open()).isEmpty();

    world.advance(Duration.ofMinutes(1));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
    world.advance(GRACE);
    world.pass();
    world.verifyFor(Duration.ofSeconds(6));

    assertThat(world.state()).isEqualTo(CaseState.KILLED);
    assertThat(world.api().sent("pause")).isZero();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void goesOnWithTheOthersPastPoisonedOne() {
    world.advance(Duration.ofSeconds(1));
    world.born(3);
    world.due();
    world.api().poison(SANDBOX);

    assertThat(world.pass())
        .extracting(Result::outcome)
        .containsExactlyInAnyOrder(Outcome.FAILED, Outcome.UNCONFIRMED, Outcome.UNCONFIRMED);
    assertThat(world.api().sent("pause")).isEqualTo(2);
  }

  @Test
  void verifiesTheOthersPastPoisonedOne() {
    world.advance(Duration.ofSeconds(1));
    world.born(3);
    world.due();
    world.pass();
    world.api().poison(SANDBOX);

    assertThat(world.verify()).hasSize(2);
    world.verifyFor(Duration.ofMinutes(5));
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
  }

  @Test
  void judgesTheOthersPastUnreadableCase() {
    world.advance(Duration.ofSeconds(1));
    world.born(2);
    world.due();
    var subject = world.subject();
    world.store().writeVoid(tx -> tx.cases().upsert(StoredCase.spoilt(subject.row())));
    world.restart();
    world.settled();

    var results = world.pass();
    assertThat(world.subject(new SandboxId("isandbox2")).state()).isEqualTo(CaseState.PAUSING);
    assertThat(world.api().sent("pause")).isOne();
    assertThat(results)
        .hasSize(2)
        .allSatisfy(
            result -> assertThat(world.reaper().worth(result, world.standing())).isNotNull());
  }

  @Test
  void explainsWhatItWouldDo() {
    world.condemned();

    var explanation = requireNonNull(world.reaper().explain(KEY, world.standing()));

    assertThat(explanation.judgement().verdict().label()).isEqualTo("kill");
    assertThat(explanation.guards()).isNotEmpty().allMatch(Objection::holds);
    assertThat(explanation.subject()).isEqualTo(world.subject());
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void explainsThatWhatSleepsInQuarantineIsToBeEnded() {
    world.condemned();
    world.pass();
    world.verify();
    var subject = world.subject();

    var explanation = requireNonNull(world.reaper().explain(KEY, world.standing()));
    assertThat(explanation.judgement().verdict()).isEqualTo(new Verdict.Kill(subject.reason()));
    assertThat(requireNonNull(explanation.judgement().policy()).name()).isEqualTo(subject.policy());
    assertThat(explanation.until()).isEqualTo(subject.due());

    world.mode(Action.PAUSE).settled();
    var paused = requireNonNull(world.reaper().explain(KEY, world.standing()));
    assertThat(paused.judgement().verdict().label()).isEqualTo("keep");
  }

  @Test
  void asksAHumanAboutWhatCannotBeReadForADay() {
    world.condemned();
    for (var hour = 0; hour < 24; hour++) {
      assertThat(unread(E2bException.Kind.MALFORMED).state()).isEqualTo(CaseState.DUE);
      world.advance(Duration.ofHours(1));
    }

    assertThat(unread(E2bException.Kind.UNAVAILABLE).state()).isEqualTo(CaseState.DUE);
    assertThat(unread(E2bException.Kind.MALFORMED).state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void whatSomebodyReleasesDuringItsFinalReadIsNotTakenUpAgain() {
    world.condemned();
    unread(E2bException.Kind.MALFORMED);
    world.advance(Duration.ofDays(1));
    var subject = world.subject().id();
    world
        .api()
        .nextRead(_ -> {
          world.reaper().release(subject, "mine");
          throw new E2bException(E2bException.Kind.MALFORMED, "odd");
        });
    world.pass();

    assertThat(requireNonNull(world.cases().find(subject)).state()).isEqualTo(CaseState.RELEASED);
  }

  private Case unread(E2bException.Kind kind) {
    world
        .api()
        .nextRead(_ -> {
          throw new E2bException(kind, "odd");
        });
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.FAILED);
    return world.subject();
  }

  @Test
  void lastReadDecidesThoughListLags() {
    world.condemned();
    var row = world.api().row(SANDBOX);
    world.walk();
    world.api().pauseNow(SANDBOX);
    world.api().nextRead(_ -> new Reading.Found(row, world.clock().instant()));

    assertThat(world.reaper().act(world.standing(), Ticket.ORDINARY)).hasSize(1);
    world.verifyFor(Duration.ofSeconds(2));

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  private void paused() {
    world.condemned();
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @Test
  void countsEverythingFromZero() {
    var actions = world.meters().find("e2b_reconciler.actions").counters();
    var verdicts = world.meters().find("e2b_reconciler.verdicts").counters();

    assertThat(actions).hasSize(3 * Outcome.values().length).allMatch(each -> each.count() == 0);
    assertThat(verdicts).isNotEmpty().allMatch(each -> each.count() == 0);
  }

  /** E2B paused it at its end, for somebody who means to wake it, and our request found it so. */
  @Test
  void pauseAtThePlannedEndIsNotFollowedByAKill() {
    var age = new Condition.MaxAge(Duration.ofMinutes(6));
    var world = new ReapWorld().policies(ReapWorld.policy("age", age, Action.KILL)).settled();
    world.born(SANDBOX);
    var end = world.clock().instant().plus(Duration.ofMinutes(12));
    world.api().resumeNow(SANDBOX, end);
    world.advance(Duration.ofSeconds(390));
    world.pass();
    world.advance(Duration.between(world.clock().instant(), end).minusSeconds(1));
    world
        .api()
        .nextPause(sandbox -> {
          world.advance(Duration.ofSeconds(1));
          return world.api().pauseNow(sandbox);
        });
    world.pass();
    world.verifyFor(Duration.ofMinutes(1));

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    world.advance(Duration.ofHours(1));
    world.pass();
    assertThat(world.api().sent("kill")).isZero();
  }
}

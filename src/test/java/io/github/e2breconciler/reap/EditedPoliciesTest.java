package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.OVERDUE;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Protection;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Somebody corrects a policy, or agreed to something long ago. */
final class EditedPoliciesTest {

  private static final Match OTHERS =
      new Match(null, Set.of(), Map.of("app", Set.of("another")), Set.of());

  private final ReapWorld world = new ReapWorld();

  @Test
  void whatIsPausedIsEndedByThePolicyThatPausedIt() {
    paused();
    endQuarantineBy(OVERDUE);

    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void whatIsPausedIsKeptOnceThePolicyIsNoLongerAboutIt() {
    paused();
    endQuarantineBy(overdue(Duration.ofMinutes(1), OTHERS));

    assertThat(world.api().sent("kill")).isZero();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void whatIsPausedIsKeptOnceThePolicyHasAnotherLimit() {
    paused();
    endQuarantineBy(overdue(Duration.ofHours(9), Match.ALL));

    assertThat(world.api().sent("kill")).isZero();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void guardRefusesByItselfWhatAChangedPolicyPaused() {
    paused();
    world.policies(overdue(Duration.ofHours(9), Match.ALL)).settled();
    world.advance(Duration.ofMinutes(11));
    world.walk();

    assertThat(world.reaper().act(world.standing(), Ticket.ORDINARY))
        .singleElement()
        .matches(result -> result.outcome() == Outcome.REFUSED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void whatIsPausedWaitsForAQuarantineThatWasMadeLonger() {
    paused();
    var day = Duration.ofDays(1);
    world.timings(new Timings(Duration.ofMinutes(5), day, Duration.ofMinutes(2), day)).settled();
    world.advance(day.minusHours(1));
    world.pass();
    assertThat(world.api().sent("kill")).isZero();

    world.advance(Duration.ofHours(1));
    world.pass();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void whatIsMarkedWaitsForAGraceThatWasMadeLonger() {
    world.condemned();
    var day = Duration.ofDays(1);
    world
        .policies(new Policy("overdue", OVERDUE.condition(), Match.ALL, day, Action.KILL))
        .settled();
    world.pass();
    assertThat(world.api().sent("pause")).isZero();

    world.advance(day);
    world.pass();
    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void whatSomebodyApprovedOfDoesNotWaitForALongerGrace() {
    world.condemned();
    world.reaper().approve(world.subject().id(), "go");
    world
        .policies(
            new Policy("overdue", OVERDUE.condition(), Match.ALL, Duration.ofDays(1), Action.KILL))
        .settled();
    world.pass();

    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void whatIsDueGetsTheGraceOfThePolicyAsItIsNow() {
    world.condemned();
    world.policies(overdue(Duration.ofSeconds(30), Match.ALL)).settled();
    world.pass();

    assertThat(world.api().sent("pause")).isZero();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
  }

  @Test
  void approvalOfLongAgoSkipsNoQuarantine() {
    world.mode(Action.OBSERVE);
    world.condemned();
    world.reaper().approve(world.subject().id(), "fine");
    world.advance(Review.APPROVAL_HOLDS);
    world.mode(Action.KILL).settled();
    world.pass();
    world.verifyFor(Duration.ofSeconds(4));
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.pass();

    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void approvalOfLongAgoSkipsNoQuarantineOfWhatItPaused() {
    var week = Duration.ofDays(7);
    world.timings(new Timings(Duration.ofMinutes(5), Duration.ZERO, Duration.ofMinutes(2), week));
    world.mode(Action.PAUSE).settled();
    world.condemned();
    world.reaper().approve(world.subject().id(), "let it sleep");
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.advance(Review.APPROVAL_HOLDS);
    world.mode(Action.KILL).settled();
    world.pass();
    assertThat(world.api().sent("kill")).isZero();

    world.advance(week);
    world.pass();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void whatSleepsIsLetGoOnceSomebodyProtectsIt() {
    paused();
    world.protection(new Protection(Map.of(), Set.of(), Set.of(SANDBOX))).settled();
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.reaper().nextDue(ACCOUNT)).isEmpty();

    world.protection(new Protection(Map.of(), Set.of(), Set.of())).settled();
    world.advance(Duration.ofDays(30));
    world.pass();
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void whatSleepsIsLetGoOnceItIsOutOfScope() {
    paused();
    world.scope(Map.of("app", "another")).settled();
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.reaper().nextDue(ACCOUNT)).isEmpty();

    world.scope(Map.of("app", "test")).settled();
    world.advance(Duration.ofDays(30));
    world.pass();
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void whatSleepsIsLetGoOnceNothingIsInScope() {
    paused();
    world.mode(Action.OBSERVE).scope(Map.of()).settled();
    world.pass();

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  private void paused() {
    world.condemned();
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  private void endQuarantineBy(Policy policy) {
    world.policies(policy).settled();
    world.advance(Duration.ofMinutes(11));
    world.settled();
    world.pass();
  }

  private static Policy overdue(Duration slack, Match match) {
    return new Policy(
        "overdue", new Condition.Overdue(slack), match, Duration.ofMinutes(5), Action.KILL);
  }
}

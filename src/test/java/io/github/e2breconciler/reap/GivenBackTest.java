package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.LIFE;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Nothing is over by a while in which nobody could object to it, nor by a clock that was set. */
final class GivenBackTest {

  private static final Duration WHILE = Duration.ofHours(1);

  private final AtomicBoolean diskFull = new AtomicBoolean();
  private final ReapWorld world =
      new ReapWorld(() -> {
        if (diskFull.get()) {
          throw new IllegalStateException("the disk is full");
        }
      });
  private Hearing hearing = hearing();

  private Hearing hearing() {
    return new Hearing(
        world.store(), world.leases(), world.cases(), world.clock(), world.clock()::read);
  }

  @Test
  void markGraceWaitsForWhatWeWereDown() {
    var due = marked();
    world.advance(WHILE);
    restart();

    assertThat(world.subject().due()).isEqualTo(due.plus(WHILE));
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);

    world.restart();
    assertThat(world.subject().due()).isEqualTo(due.plus(WHILE));
  }

  @Test
  void quarantineWaitsForWhatWeWereDown() {
    marked();
    tickFor(Duration.ofMinutes(5));
    world.pass();
    world.verify();
    var due = world.subject().due();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.advance(WHILE);
    restart();

    assertThat(world.pass()).isEmpty();
    assertThat(world.subject().due()).isEqualTo(due.plus(WHILE));
    assertThat(world.api().sent("kill")).isZero();
  }

  /** Its owner may have tried to, all the while. */
  @Test
  void whatNobodyClaimedWhileWeWereDownIsNoOrphan() {
    var limit = Duration.ofMinutes(15);
    world.policies(ReapWorld.policy("unclaimed", new Condition.Unclaimed(limit), Action.KILL));
    restart();
    world.born(SANDBOX);
    world.advance(WHILE);
    restart();
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.cases().open()).isEmpty();

    tickFor(limit);
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
  }

  @Test
  void nothingIsOverBetweenWakingUpAndTheFirstTick() {
    var due = marked();
    world.clock().jump(WHILE);
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.MARKED);

    hearing.step();
    assertThat(world.subject().due()).isEqualTo(due.plus(WHILE));
  }

  @Test
  void nothingIsSentWhereItIsNotSureThatAnybodyWasHeard() {
    marked();
    tickFor(Duration.ofMinutes(5));
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.DUE);
    world.advance(Duration.ofSeconds(4)); // no tick

    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.REFUSED);
    assertThat(world.reaper().lastRefusal(world.subject()))
        .isNotNull()
        .satisfies(refusal -> assertThat(refusal.guard()).isEqualTo("settled"))
        .satisfies(refusal -> assertThat(refusal.reason()).contains("heard since"));
    hearing.step();
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.UNCONFIRMED);
  }

  /** Nobody made it, and a restart does not know of it. */
  @Test
  void pauseThatTheStoreDidNotTakeGivesHeartbeatsNoTime() {
    marked();
    tickFor(Duration.ofMinutes(5));
    world.walk();
    world.reaper().judge(world.standing());
    diskFull.set(true);
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.FAILED);
    diskFull.set(false);
    world.clock().jump(WHILE.negated());
    world.heartbeat(Duration.ofMinutes(1));

    assertThat(world.leases().find(LeaseKey.sandbox(null, SANDBOX)))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.renewedAt()).isEqualTo(world.clock().instant()));
  }

  @Test
  void whatTheStoreDoesNotTakeIsNotGiven() {
    var due = marked();
    world.advance(WHILE);
    diskFull.set(true);
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    assertThat(world.cases().open().getFirst().due()).isEqualTo(due);

    diskFull.set(false);
    hearing.step();
    assertThat(world.cases().open().getFirst().due()).isEqualTo(due.plus(WHILE));
  }

  @Test
  void whatWasGivenStaysThoughALaterTickFails() {
    var due = marked();
    world.advance(WHILE);
    hearing.step();
    diskFull.set(true);
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);

    assertThat(world.cases().open().getFirst().due()).isEqualTo(due.plus(WHILE));
  }

  @Test
  void whatBeganByAClockSetBackIsGivenTimeThoughNoTickCameBeforeACrash() {
    tickFor(Duration.ofSeconds(4));
    world.clock().jump(WHILE.negated());
    world.advance(Duration.ofSeconds(1));
    world.heartbeat(Duration.ofMinutes(1));
    var until = world.clock().instant().plus(Duration.ofMinutes(1));
    world.clock().jump(WHILE);
    restart();

    assertThat(world.leases().find(LeaseKey.sandbox(null, SANDBOX)))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.expiresAt()).isEqualTo(until.plus(WHILE)));
  }

  @Test
  void whatBeganByAClockThatWasWrongForLessThanATickIsGivenTime() {
    marked();
    world.clock().jump(WHILE.negated());
    world.heartbeat(Duration.ofMinutes(1));
    var until = world.clock().instant().plus(Duration.ofMinutes(1));
    world.clock().jump(WHILE);
    var belief = requireNonNull(world.inventory().find(ReapWorld.KEY));
    assertThat(world.leases().stateOf(belief, Duration.ZERO)).isInstanceOf(LeaseState.Live.class);
    world.advance(Duration.ofSeconds(1));
    hearing.step();

    assertThat(world.leases().find(LeaseKey.sandbox(null, SANDBOX)))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.expiresAt()).isAfterOrEqualTo(until.plus(WHILE)));
  }

  @Test
  void heartbeatInQuarantineSavesThoughTheClockWasSetBackBeforeIt() {
    marked();
    tickFor(Duration.ofMinutes(5));
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.clock().jump(WHILE.negated());
    world.heartbeat(Duration.ofMinutes(1));
    hearing.step();
    world.clock().jump(WHILE);
    tickFor(Duration.ofMinutes(2)); // and it says no more

    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void markByAClockSetBackIsGivenTimeThoughNoTickCameBeforeACrash() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    tickFor(LIFE.plusMinutes(1).plus(WHILE));
    world.clock().jump(WHILE.negated());
    world.walk();
    world.reaper().judge(world.standing());
    var due = world.subject().due();
    world.clock().jump(WHILE);
    restart();

    assertThat(world.subject().due()).isEqualTo(due.plus(WHILE));
  }

  @Test
  void clockSetForwardDoesNotAgeRequest() {
    marked();
    tickFor(Duration.ofMinutes(5));
    world.api().nextPause(_ -> PauseAnswer.PAUSED); // and nothing happens yet
    world.pass();
    assertThat(world.verify()).isEmpty();
    world.clock().jump(WHILE);
    world.advance(Looks.PERIOD);
    assertThat(world.verify()).isEmpty();

    world.clock().jump(WHILE.negated());
    assertThat(world.verifyFor(Proof.SOON))
        .extracting(Result::outcome)
        .containsExactly(Outcome.FAILED);
  }

  /** Past its end and marked; when its grace is over. */
  private Instant marked() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    tickFor(LIFE.plusMinutes(1));
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
    return world.subject().due();
  }

  private void tickFor(Duration span) {
    hearing.step();
    for (var left = span; left.isPositive(); left = left.minusSeconds(1)) {
      world.advance(Duration.ofSeconds(1));
      hearing.step();
    }
  }

  private void restart() {
    world.restart();
    hearing = hearing();
    hearing.step();
    world.standing().walked(world.clock().instant(), 1);
    for (var i = 0; i < 120; i++) {
      world.advance(Duration.ofSeconds(1));
      hearing.step();
    }
  }
}

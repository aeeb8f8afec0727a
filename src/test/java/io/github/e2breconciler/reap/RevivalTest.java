package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.LEASE_EXPIRED;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What wakes after a pause of ours. */
final class RevivalTest {

  private static final Duration CREATION_GRACE = Duration.ofMinutes(5);

  private final ReapWorld world = new ReapWorld();

  @Test
  void escalatesWhatWokeThrice() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      world.pass();
      world.verify();
      assertThat(world.state()).isEqualTo(CaseState.PAUSED);
      wake();
      world.pass();
      assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
      world.due();
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.pass()).isEmpty();
    assertThat(world.api().sent("pause")).isEqualTo(3);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void judgesAnewWhatAHumanReleasedThoughItWokeThrice() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      pausedAndWoken();
    }
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    world.reaper().release(world.subject().id(), "go on with it");
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);

    world.advance(Duration.ofMinutes(5));
    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(4);
  }

  @Test
  void countsWhatWokeBeforeAHumanReleasedIt() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      pausedAndWoken();
      if (i < 2) {
        world.reaper().release(world.subject().id(), "not now");
        world.pass();
        world.advance(Duration.ofMinutes(5));
      }
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  /** The list stands still for longer than the quarantine; the pause did work. */
  @Test
  void doesNotTakeListThatLagsForProofThatItRunsOn() {
    world.condemned();
    var running = world.api().row(SANDBOX);
    world.pass();
    world.verify();
    world.advance(Duration.ofMinutes(11));
    world
        .inventory()
        .apply(ACCOUNT, new Observation.Seen(running, Source.LIST, world.clock().instant()));
    world.advance(Duration.ofSeconds(1));
    world.reaper().judge(world.standing());

    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.pass();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void recoversWhatReadShowsRunningInSpiteOfOurPause() {
    world.condemned();
    var running = world.api().row(SANDBOX);
    world.pass();
    world.verify();
    world.advance(Duration.ofMinutes(11));
    world.api().put(running);
    world.walk();
    world.reaper().judge(world.standing());

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  /** Between two looks at it; its owner's pause is not ours to follow up. */
  @Test
  void recoversWhatWokeAndSleepsAgainUnseen() {
    world.condemned();
    world.pass();
    world.verify();
    wakeAndSleep();
    world.walk();
    world.reaper().judge(world.standing());

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    world.advance(Duration.ofMinutes(11));
    world.pass();
    assertThat(world.api().sent("kill")).isZero();
  }

  /** As what pauses by itself does, and wakes for every request. */
  @Test
  void escalatesWhatWokeThriceUnseen() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      world.pass();
      world.verify();
      wakeAndSleep();
      world.walk();
      world.pass();
      assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
      wake();
      world.walk();
      world.due();
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.api().sent("pause")).isEqualTo(3);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void countsRevivalsAcrossRestart() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      pausedAndWoken();
      world.restart();
      world.settled();
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  @Test
  void escalatesNewLifeThatNobodyClaims() {
    pausedForItsLease();
    wake();
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.REVIVED);

    world.advance(CREATION_GRACE.minusMillis(1));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.REVIVED);

    world.advance(Duration.ofMillis(1));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  @Test
  void keepsAskingHumanForNewLifeThatNobodyClaims() {
    pausedForItsLease();
    wake();
    world.pass();
    world.advance(CREATION_GRACE);
    world.pass();

    world.advance(Duration.ofHours(1));
    assertThat(world.pass()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void escalatesNewLifeThatBeganWhilePauseWasUnderWay() {
    world.policies(LEASE_EXPIRED);
    leaseExpired();
    world
        .api()
        .nextPause(id -> {
          world.api().pauseNow(id);
          world.advance(Duration.ofSeconds(1));
          wake();
          return PauseAnswer.PAUSED;
        });
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.REVIVED);

    world.advance(CREATION_GRACE);
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  @Test
  void letsNewLifeGoThatIsClaimed() {
    pausedForItsLease();
    wake();
    world.pass();
    world.heartbeat(Duration.ofMinutes(1));

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  @Test
  void letsNewLifeGoThatSleepsAgain() {
    pausedForItsLease();
    wake();
    world.pass();
    world.advance(Duration.ofSeconds(1));
    world.api().pauseNow(SANDBOX);

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void judgesAnewWhatRunsOnInSpiteOfPause() {
    world.condemned();
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    var row = world.api().row(SANDBOX);
    world.advance(Duration.ofSeconds(10));
    world
        .api()
        .put(
            new SandboxRow(
                SANDBOX,
                State.RUNNING,
                row.template(),
                row.metadata(),
                row.startedAt(),
                row.endAt(),
                row.size()));

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.advance(Duration.ofMinutes(10));
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    world.due();
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }

  @Test
  void standsByPauseThatMirrorOfBeforeCrashDoesNotShow() {
    world.condemned();
    var before = world.clock().instant();
    var running = world.api().row(SANDBOX);
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.restart();
    world.inventory().apply(ACCOUNT, new Observation.Seen(running, Source.LIST, before));
    world.advance(Duration.ofMinutes(10));

    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);

    world.settled().pass();
    assertThat(world.api().sent("kill")).isEqualTo(1);
  }

  @Test
  void leavesEscalatedAloneThoughOwnedWhereAgeCondemnsIt() {
    var old = ReapWorld.policy("old", new Condition.MaxAge(Duration.ofMinutes(6)), Action.KILL);
    world.policies(old).condemned();
    for (var i = 0; i < 3; i++) {
      world.api().nextPause(_ -> PauseAnswer.CONFLICT);
      world.pass();
      world.verifyFor(Duration.ofSeconds(8));
      world.advance(Duration.ofMinutes(2));
    }
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    world.heartbeat(Duration.ofHours(1));

    world.pass();
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  @Test
  void letsEscalatedGoThatIsOwned() {
    world.condemned();
    for (var i = 0; i < 3; i++) {
      world.api().nextPause(_ -> PauseAnswer.CONFLICT);
      world.pass();
      world.verifyFor(Duration.ofSeconds(8));
      world.advance(Duration.ofMinutes(2));
    }
    world.heartbeat(Duration.ofHours(1));

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  /** Its owner pauses it soon after. */
  private void wakeAndSleep() {
    wake();
    world.advance(Duration.ofSeconds(10));
    world.api().pauseNow(SANDBOX);
  }

  private void pausedAndWoken() {
    world.pass();
    world.verify();
    wake();
    world.pass();
    world.due();
  }

  private void wake() {
    var now = world.clock().instant();
    world.advance(Duration.ofSeconds(1));
    world.api().resumeNow(SANDBOX, now.plus(ReapWorld.LIFE));
  }

  private void leaseExpired() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    world.heartbeat(Duration.ofMinutes(1));
    world.due();
  }

  private void pausedForItsLease() {
    world.policies(LEASE_EXPIRED);
    leaseExpired();
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }
}

package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.METADATA;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every answer to a pause or a kill but the wanted one. */
final class FailedStepsTest {

  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final ReapWorld world = new ReapWorld().condemned();

  @Test
  void neverKillsWhatOthersPaused() {
    world
        .api()
        .nextPause(id -> {
          world.api().pauseNow(id);
          return PauseAnswer.CONFLICT;
        });
    world.pass();
    world.verify();

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertNeverKilled();
  }

  @Test
  void triesAgainWhereConflictPassed() {
    world.api().nextPause(_ -> PauseAnswer.CONFLICT);
    world.pass();
    world.verifyFor(Duration.ofSeconds(8));
    assertThat(world.state()).isEqualTo(CaseState.DUE);

    world.advance(Duration.ofSeconds(30));
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @Test
  void letsGoWhatPauseDidNotFind() {
    world
        .api()
        .nextPause(id -> {
          world.api().remove(id);
          return PauseAnswer.MISSING;
        });
    world.pass();

    assertThat(world.verify()).isEmpty(); // one 404 may be wrong
    assertThat(world.verifyFor(Proof.SETTLED.plus(Looks.PERIOD)))
        .extracting(Result::outcome)
        .containsExactly(Outcome.GONE);
    world.walk();
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.GONE);
    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void remembersItsPauseThroughOneWrongNotFound() {
    world.pass();
    world.api().nextRead(_ -> new Reading.Missing(world.clock().instant()));

    assertThat(world.verify()).isEmpty();
    world.verifyFor(Duration.ofSeconds(8));

    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "TIMEOUT", "MALFORMED"})
  void leavesToHumanWhatSleepsAfterPauseThatNobodyConfirmed(Kind kind) {
    world
        .api()
        .nextPause(id -> {
          world.api().pauseNow(id);
          throw new E2bException(kind, "500");
        });
    world.pass();

    assertThat(world.verify()).extracting(Result::outcome).containsExactly(Outcome.UNCONFIRMED);
    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
    assertNeverKilled();
  }

  @Test
  void neverKillsWhatItsOwnerPausedRightAfterPauseThatDidNothing() {
    world
        .api()
        .nextPause(_ -> {
          throw new E2bException(Kind.UNAVAILABLE, "500");
        });
    world.pass();
    world.advance(Duration.ofSeconds(1));
    world.api().pauseNow(SANDBOX);
    world.verify();

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertNeverKilled();
  }

  @ParameterizedTest
  @EnumSource(names = {"RATE_LIMITED", "UNAUTHORISED", "REFUSED", "UNSUPPORTED"})
  void neverKillsWhatSomebodyPausedWhereOurPauseWasRefused(Kind kind) {
    world
        .api()
        .nextPause(_ -> {
          throw new E2bException(kind, "no");
        });
    world.pass();
    world.advance(Duration.ofSeconds(1));
    world.api().pauseNow(SANDBOX);
    world.verify();

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertNeverKilled();
  }

  @Test
  void neverKillsWhatSomebodyPausedLongAfterPauseWithoutAnswer() {
    world
        .api()
        .nextPause(_ -> {
          throw new E2bException(Kind.TIMEOUT, "no answer");
        });
    world.pass();
    world.advance(Duration.ofMinutes(3));
    world.api().pauseNow(SANDBOX);
    world.verify();

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertNeverKilled();
  }

  @Test
  void escalatesThirdPauseWithoutEffect() {
    for (var i = 0; i < 3; i++) {
      world
          .api()
          .nextPause(_ -> {
            throw new E2bException(Kind.TIMEOUT, "no answer");
          });
      world.pass();
      assertThat(world.state()).isEqualTo(CaseState.PAUSING);
      world.verifyFor(Duration.ofSeconds(10));
      world.advance(Duration.ofMinutes(2));
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
    assertNeverKilled();
    assertThat(world.api().sent("pause")).isEqualTo(3);
  }

  @Test
  void takesBackWhatNeverLeft() {
    world
        .api()
        .nextPause(_ -> {
          throw new E2bException(Kind.THROTTLED, "no permit");
        });

    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.FAILED);
    assertThat(world.openIntents()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.DUE);

    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.PAUSING);
  }

  @Test
  void escalatesWhereNoReadAnswers() {
    world.pass();
    world.api().poison(SANDBOX);
    world.verifyFor(Duration.ofMinutes(3));

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
  }

  @Test
  void doesNotWaitForClockThatWasSetBack() {
    world.api().nextPause(_ -> PauseAnswer.PAUSED);
    world.pass();
    world.verify();
    world.clock().jump(Duration.ofHours(-1));
    world.verifyFor(Duration.ofSeconds(40));

    assertThat(world.openIntents()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }

  @Test
  void countsKillThatFoundNothingAsGone() {
    killed(id -> {
      world.api().remove(id);
      return KillAnswer.MISSING;
    });

    assertThat(world.verifyFor(Duration.ofSeconds(6)))
        .extracting(Result::outcome)
        .containsExactly(Outcome.GONE);
    assertThat(world.state()).isEqualTo(CaseState.GONE);
  }

  /** Somebody resumed it and let it run out while our request was under way. */
  @Test
  void doesNotTakeEndForAnotherReasonForKillOfOurs() {
    killed(id -> {
      var now = world.clock().instant();
      world.api().killNow(id);
      var header =
          new EventHeader(
              "event", "sandbox.lifecycle.killed", now, id, null, "base", "", "", METADATA);
      world
          .inventory()
          .apply(
              ReapWorld.ACCOUNT,
              new Observation.Heard(
                  new LifecycleEvent.Killed(header, null, "timeout"), Source.WEBHOOK, now));
      return KillAnswer.ACCEPTED;
    });

    assertThat(world.verifyFor(Duration.ofSeconds(8)))
        .extracting(Result::outcome)
        .containsExactly(Outcome.GONE);
    assertThat(world.state()).isEqualTo(CaseState.GONE);
  }

  @Test
  void triesKillAgainAfterConflict() {
    killed(_ -> KillAnswer.CONFLICT);
    world.verifyFor(Duration.ofSeconds(4));
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);

    world.advance(Duration.ofSeconds(30));
    world.pass();
    world.verifyFor(Duration.ofSeconds(6));
    assertThat(world.state()).isEqualTo(CaseState.KILLED);
    assertThat(world.api().sent("kill")).isEqualTo(2);
  }

  @Test
  void doesNotTakeConflictAndTwo404sForKillOfOurs() {
    killed(id -> {
      world.api().remove(id);
      return KillAnswer.CONFLICT;
    });
    assertThat(world.verifyFor(Duration.ofSeconds(110))).isEmpty();

    world.verifyFor(Duration.ofSeconds(20));
    assertThat(world.state()).isEqualTo(CaseState.GONE);
  }

  @Test
  void believesKillWithoutAnswerAfterTwo404sFarApart() {
    killed(id -> {
      world.api().remove(id);
      throw new E2bException(Kind.UNAVAILABLE, "500");
    });
    assertThat(world.verifyFor(Duration.ofSeconds(118))).isEmpty();

    assertThat(world.verifyFor(Duration.ofSeconds(4)))
        .extracting(Result::outcome)
        .containsExactly(Outcome.KILLED);
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void walksAloneDoNotProveKillWithoutAnswer() {
    killed(id -> {
      world.api().remove(id);
      throw new E2bException(Kind.UNAVAILABLE, "500");
    });
    world.verify();
    world.walk();
    world.walk();

    assertThat(world.verifyFor(Duration.ofSeconds(100))).isEmpty();
    world.verifyFor(Duration.ofSeconds(30));
    assertThat(world.state()).isEqualTo(CaseState.KILLED);
  }

  @Test
  void startsCountingAnewWhenItShowsAgain() {
    killed(_ -> KillAnswer.ACCEPTED);
    var row = world.api().row(SANDBOX);
    world.api().nextRead(_ -> new Reading.Missing(world.clock().instant()));
    world.verify();
    world.verifyFor(Duration.ofSeconds(2));
    world.api().remove(SANDBOX);

    assertThat(world.verifyFor(Duration.ofSeconds(4))).isEmpty();
    assertThat(row).isNotNull();
    world.verifyFor(Duration.ofSeconds(6));
    assertThat(world.state()).isEqualTo(CaseState.KILLED);
  }

  @Test
  void escalatesThirdKillWithoutEffect() {
    killed(_ -> KillAnswer.ACCEPTED);
    world.verifyFor(Duration.ofSeconds(32));
    for (var i = 0; i < 2; i++) {
      world.api().nextKill(_ -> KillAnswer.ACCEPTED);
      world.advance(Duration.ofMinutes(2));
      world.pass();
      world.verifyFor(Duration.ofSeconds(32));
    }

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.openIntents()).isEmpty();
    world.advance(Duration.ofHours(1));
    assertThat(world.pass()).isEmpty();
    assertThat(world.api().sent("kill")).isEqualTo(3);
  }

  @Test
  void recoversWhatWokeDuringKill() {
    killed(id -> {
      world.api().resumeNow(id, world.clock().instant().plus(Duration.ofHours(1)));
      return KillAnswer.ACCEPTED;
    });
    world.verifyFor(Duration.ofSeconds(2));

    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.subject().revivals()).isOne();
    world.advance(Duration.ofMinutes(30));
    assertThat(world.pass()).isEmpty();
    assertThat(world.api().sent("kill")).isOne();
  }

  private void killed(Function<SandboxId, KillAnswer> answer) {
    world.pass();
    world.verify();
    world.advance(QUARANTINE);
    world.api().nextKill(answer);
    world.pass();
    assertThat(world.state()).isEqualTo(CaseState.KILLING);
  }

  private void assertNeverKilled() {
    for (var span : List.of(QUARANTINE, Duration.ofHours(1), Duration.ofDays(1))) {
      world.advance(span);
      world.pass();
      world.verify();
    }
    assertThat(world.api().sent("kill")).isZero();
  }
}

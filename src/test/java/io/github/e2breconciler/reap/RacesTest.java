package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes between one look and the next, and would end what somebody uses. */
final class RacesTest {

  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final ReapWorld world = new ReapWorld();

  @Test
  void heartbeatAfterTheLastGuardIsSeenWithTheIntent() {
    world.condemned();
    afterTheGuards(() -> world.heartbeat(Duration.ofMinutes(5)));

    assertRefused("unowned: a heartbeat came: live until");
  }

  @Test
  void heartbeatOfTheOwnerAfterTheLastGuardIsSeenWithTheIntent() {
    world.condemned();
    afterTheGuards(() -> world.ownerHeartbeat(Duration.ofMinutes(5)));

    assertRefused("unowned: a heartbeat came: live until");
  }

  /** However short: it ran out again, and still nobody had agreed to the pause. */
  @Test
  void heartbeatForWhatWePausedIsSeenWithTheIntent() {
    paused();
    afterTheGuards(() -> {
      world.heartbeat(Duration.ofSeconds(1));
      world.advance(Duration.ofSeconds(2));
    });

    assertRefused("condemned: a heartbeat came since we paused it");
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @Test
  void capThatIsReachedAfterTheLastGuardIsSeenWithTheIntent() {
    world.caps(new Caps(10, 100, 1, 500)).condemned();
    afterTheGuards(() -> store("iother", now().toEpochMilli()));

    assertRefused("caps: 2 within an hour, the cap is 1");
    assertThat(world.freezes().all()).extracting(FreezeRow::cause).containsExactly(Freezes.CAP);
  }

  @Test
  void anotherRequestForTheSameSandboxIsSeenWithTheIntent() {
    world.condemned();
    afterTheGuards(() -> store(SANDBOX.value(), null));

    assertRefused("identity: another request for it is open");
  }

  @Test
  void neverKillsWhatTheFinalReadShowsRunningInTheRunWePaused() {
    paused();
    var row = world.api().row(SANDBOX);
    readShowsRunning(row.startedAt());

    assertRefused("condemned: it is running, no longer in the pause we put it in");
  }

  @Test
  void neverKillsWhatTheFinalReadShowsInAnotherRun() {
    paused();
    readShowsRunning(now());

    assertRefused("condemned: it is running, no longer in the pause we put it in");
  }

  @Test
  void neverKillsWhatSleepsInAnotherRunThanWePaused() {
    paused();
    world.api().nextRead(_ -> new Reading.Found(row(State.PAUSED, now().minusSeconds(60)), now()));

    assertRefused("identity: it is another run");
  }

  /** Each has a store of its own; neither may take the other's pause for its own. */
  @Test
  void twoDeploymentsOnOneTeamEndWhatIsDeadOnceAndNothingElse() {
    var other = world.beside();
    world.condemned();
    other.walk();
    other.reaper().judge(other.standing());
    world.advance(Duration.ofMinutes(5));
    other.walk();
    other.reaper().judge(other.standing());
    assertThat(other.state()).isEqualTo(CaseState.DUE);

    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.advance(Duration.ofSeconds(1));
    assertThat(other.reaper().act(other.standing(), Ticket.ORDINARY))
        .extracting(Result::guard)
        .containsExactly("condemned");
    other.pass();
    assertThat(other.state()).isEqualTo(CaseState.RECOVERED);

    world.advance(QUARANTINE);
    other.pass();
    assertThat(world.api().sent("kill")).isZero();
    world.pass();
    assertThat(world.api().sent("pause")).isOne();
    assertThat(world.api().sent("kill")).isOne();
  }

  @Test
  void deafForLongerThanEveryLeaseEndsNothing() {
    world.policies(
        new Policy("lease", new Condition.LeaseExpired(), Match.ALL, Duration.ZERO, Action.KILL));
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    hearing().step();
    world.heartbeat(Duration.ofMinutes(5));

    world.advance(Duration.ofHours(1)); // nobody runs
    world.restart();
    var hearing = hearing();
    hearing.step();
    world.settled();
    hearing.step();
    assertThat(world.pass()).isEmpty();
    assertThat(world.cases().open()).isEmpty();
    assertThat(world.api().destructive()).isZero();

    for (var i = 0; i < 180; i++) { // and now its owner is silent while we hear
      world.advance(Duration.ofSeconds(2));
      hearing.step();
    }
    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.UNCONFIRMED);
  }

  /** E2B may accept ours and do nothing. */
  @Test
  void pauseThatComesAfterTheAnswerToOursIsNeverFollowedByAKill() {
    world.condemned();
    world.api().nextPause(_ -> PauseAnswer.PAUSED);
    world.pass();
    world.advance(Duration.ofSeconds(10));
    world.api().pauseNow(SANDBOX); // its customer

    world.verify();
    world.advance(QUARANTINE);
    world.pass();

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
    assertThat(world.api().sent("pause")).isEqualTo(1);
    assertThat(world.api().sent("kill")).isZero();
  }

  private Hearing hearing() {
    return new Hearing(
        world.store(), world.leases(), world.cases(), world.clock(), world.clock()::read);
  }

  private Instant now() {
    return world.clock().instant();
  }

  /** One whose pause of ours holds, and whose quarantine is over. */
  private void paused() {
    world.condemned();
    world.pass();
    world.verify();
    world.advance(QUARANTINE);
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  /** Who leads is asked next to last: of these guards all that could object have been asked. */
  private void afterTheGuards(Runnable work) {
    var read = new AtomicBoolean();
    world
        .api()
        .nextRead(id -> {
          read.set(true);
          return world.api().readNow(id);
        });
    world.leadership(() -> {
      if (read.getAndSet(false)) { // of what the final read shows
        work.run();
      }
      return null;
    });
  }

  private void readShowsRunning(Instant startedAt) {
    world.api().nextRead(_ -> new Reading.Found(row(State.RUNNING, startedAt), now()));
  }

  private SandboxRow row(State state, Instant startedAt) {
    var row = world.api().row(SANDBOX);
    return new SandboxRow(
        SANDBOX, state, row.template(), row.metadata(), startedAt, row.endAt(), row.size());
  }

  private void store(String sandbox, @Nullable Long closedAt) {
    var intent =
        new IntentRow(
            "other",
            "case",
            ACCOUNT.name(),
            sandbox,
            "pause",
            0,
            false,
            now().toEpochMilli(),
            now().toEpochMilli(),
            1,
            "none",
            null,
            null,
            closedAt,
            "",
            null);
    world.store().writeVoid(tx -> tx.intents().upsert(intent));
  }

  private void assertRefused(String reason) {
    world.api().forgetLog();
    var results = world.reaper().act(world.standing(), Ticket.ORDINARY);

    assertThat(results).extracting(Result::outcome).containsExactly(Outcome.REFUSED);
    assertThat(results.getFirst().reason()).startsWith(reason);
    assertThat(world.api().destructive()).isZero();
  }
}

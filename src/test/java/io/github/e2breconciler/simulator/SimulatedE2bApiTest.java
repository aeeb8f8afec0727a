package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SimulatedE2bApiTest {

  private static final SandboxId UNKNOWN = new SandboxId("iunknown");

  private final WorldFixture e2b = new WorldFixture();
  private final SettableClock ours = new SettableClock();
  private final Faults faults = new Faults(new SplittableRandom(3));
  private final SimulatedE2bApi api =
      new SimulatedE2bApi(e2b.world, WorldFixture.KEY, ours, faults);

  @Test
  void listsWhatIsThere() {
    var sandbox = e2b.create();

    var page = api.list(null);

    assertThat(page.rows()).containsExactly(sandbox.row());
    assertThat(page.totalRunning()).isEqualTo(1);
    assertThat(page.nextToken()).isNull();
    assertThat(page.asOf()).isEqualTo(e2b.now());
  }

  @Test
  void pagesByHundreds() {
    for (var i = 0; i < 150; i++) {
      e2b.create();
    }

    var first = api.list(null);
    var second = api.list(first.nextToken());

    assertThat(first.rows()).hasSize(100);
    assertThat(second.rows()).hasSize(50).doesNotContainAnyElementsOf(first.rows());
  }

  @Test
  void readsFoundAndMissing() {
    var sandbox = e2b.create();

    assertThat(api.read(sandbox.id())).isEqualTo(new Reading.Found(sandbox.row(), e2b.now()));
    assertThat(api.read(UNKNOWN)).isEqualTo(new Reading.Missing(e2b.now()));
  }

  @Test
  void pausesOnce() {
    var sandbox = e2b.create().id();

    assertThat(api.pause(sandbox)).isEqualTo(PauseAnswer.PAUSED);
    assertThat(api.pause(sandbox)).isEqualTo(PauseAnswer.CONFLICT);
    assertThat(api.pause(UNKNOWN)).isEqualTo(PauseAnswer.MISSING);
  }

  @Test
  void killsOnceAndIsKnownToHave() {
    var sandbox = e2b.create().id();

    assertThat(api.kill(sandbox)).isEqualTo(KillAnswer.ACCEPTED);
    assertThat(api.kill(sandbox)).isEqualTo(KillAnswer.MISSING);
    assertThat(e2b.team.interventionsAfter(0))
        .extracting(Intervention::by)
        .containsExactly(Asker.API);
  }

  @Test
  void tellsTheFeed() {
    e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);

    var page = api.events(0, 1, Set.of());

    assertThat(page.rows()).isEqualTo(1);
    assertThat(page.events().getFirst()).isInstanceOf(LifecycleEvent.Killed.class);
    assertThat(api.events(0, 10, Set.of(EventTypes.CREATED)).events()).hasSize(1);
  }

  @Test
  void selfHostedHasNoEvents() {
    e2b.world.open("self", "self-hosted", TeamPlan.selfHosted());
    var selfHosted = new SimulatedE2bApi(e2b.world, "self", ours, faults);

    assertFails(Kind.UNSUPPORTED, () -> selfHosted.events(0, 10, Set.of()));
    assertFails(Kind.UNSUPPORTED, selfHosted::webhooks);
  }

  @Test
  void revokedKeyIsUnauthorised() {
    e2b.world.revoke(WorldFixture.KEY);

    assertFails(Kind.UNAUTHORISED, () -> api.list(null));
    assertFails(Kind.UNAUTHORISED, () -> api.kill(UNKNOWN));
  }

  @Test
  void failedKillDidNotHappen() {
    var sandbox = e2b.create().id();
    faults.next(Call.KILL, new Fault.Fails(Kind.UNAVAILABLE));

    assertFails(Kind.UNAVAILABLE, () -> api.kill(sandbox));

    assertThat(e2b.get(sandbox)).isEqualTo(200);
    assertThat(api.kill(sandbox)).isEqualTo(KillAnswer.ACCEPTED);
  }

  @Test
  void timedOutKillMayHaveHappened() {
    var sandbox = e2b.create().id();
    faults.next(Call.KILL, new Fault.FailsAfterwards(Kind.TIMEOUT));

    assertFails(Kind.TIMEOUT, () -> api.kill(sandbox));

    assertThat(e2b.get(sandbox)).isEqualTo(404);
  }

  @Test
  void swallowedKillIsAcceptedAndDoesNothing() {
    var sandbox = e2b.create().id();
    faults.next(Call.KILL, new Fault.Swallowed());

    assertThat(api.kill(sandbox)).isEqualTo(KillAnswer.ACCEPTED);

    assertThat(e2b.get(sandbox)).isEqualTo(200);
    assertThat(e2b.types()).containsExactly("created");
  }

  @Test
  void killOnSilentNodeThrowsAndLeavesTheMachine() {
    var sandbox = e2b.create().id();
    faults.next(Call.KILL, new Fault.NodeUnreachable());

    assertFails(Kind.UNAVAILABLE, () -> api.kill(sandbox));

    assertThat(api.read(sandbox)).isInstanceOf(Reading.Missing.class);
    assertThat(e2b.team.alive(sandbox)).isTrue();
  }

  @Test
  void missingReadIsFoundAgain() {
    var sandbox = e2b.create().id();
    faults.next(Call.READ, new Fault.Missing());

    assertThat(api.read(sandbox)).isInstanceOf(Reading.Missing.class);
    assertThat(api.read(sandbox)).isInstanceOf(Reading.Found.class);
  }

  @Test
  void emptyListClaimsThatNoneRun() {
    e2b.create();
    faults.next(Call.LIST, new Fault.Empty());

    var page = api.list(null);

    assertThat(page.rows()).isEmpty();
    assertThat(page.nextToken()).isNull();
    assertThat(page.totalRunning()).isZero();
  }

  @Test
  void truncatedListDisagreesWithItsTotal() {
    e2b.create();
    e2b.create();
    faults.next(Call.LIST, new Fault.Truncated(1));

    var page = api.list(null);

    assertThat(page.rows()).hasSize(1);
    assertThat(page.totalRunning()).isEqualTo(2);
  }

  @Test
  void unreadableRowsAreCounted() {
    e2b.create();
    e2b.create();
    faults.next(Call.LIST, new Fault.Unreadable(1));

    var page = api.list(null);

    assertThat(page.rows()).hasSize(1);
    assertThat(page.droppedRows()).isEqualTo(1);
  }

  @Test
  void totalMayBeAbsentOrWrong() {
    e2b.create();
    faults.next(Call.LIST, new Fault.TotalAbsent(), new Fault.TotalWrong(3));

    assertThat(api.list(null).totalRunning()).isNull();
    assertThat(api.list(null).totalRunning()).isEqualTo(4);
    assertThat(api.list(null).totalRunning()).isEqualTo(1);
  }

  @Test
  void repeatedTokenNeverEnds() {
    e2b.create();
    faults.always(Call.LIST, new Fault.RepeatedToken());

    var first = api.list(null);
    var second = api.list(first.nextToken());

    assertThat(second.nextToken()).isEqualTo(first.nextToken());
    assertThat(second.rows()).isEqualTo(first.rows());
  }

  @Test
  void pausedMayBeOmitted() {
    api.pause(e2b.create().id());
    faults.next(Call.LIST, new Fault.PausedOmitted());

    assertThat(api.list(null).rows()).isEmpty();
    assertThat(api.list(null).rows()).hasSize(1);
  }

  @Test
  void frozenListIsStaleUntilCleared() {
    var before = e2b.create();
    faults.freezeList();
    api.list(null);
    e2b.team.kill(before.id(), Asker.CUSTOMER);
    var after = e2b.create();

    assertThat(api.list(null).rows()).extracting(SandboxRow::sandbox).containsExactly(before.id());
    faults.clear();
    assertThat(api.list(null).rows()).extracting(SandboxRow::sandbox).containsExactly(after.id());
  }

  @Test
  void feedMayLag() {
    e2b.create();
    faults.always(Call.EVENTS, new Fault.FeedLags(Duration.ofSeconds(5)));

    assertThat(api.events(0, 10, Set.of()).events()).isEmpty();
    e2b.clock.advanceSeconds(5);
    assertThat(api.events(0, 10, Set.of()).events()).hasSize(1);
  }

  @Test
  void feedMayMissEvents() {
    e2b.team.kill(e2b.create().id(), Asker.CUSTOMER);
    faults.missingFromFeed(LifecycleEvent.Killed.class::isInstance);

    assertThat(api.events(0, 10, Set.of()).events())
        .hasOnlyElementsOfType(LifecycleEvent.Created.class);
  }

  @Test
  void openCircuitSendsNothing() {
    faults.openCircuit();

    assertFails(Kind.CIRCUIT_OPEN, () -> api.list(null));
    assertThat(api.health().circuitOpen()).isTrue();
    assertThat(api.calls()).isEmpty();
  }

  @Test
  void healthTellsHowFarE2bIsAhead() {
    e2b.clock.advanceSeconds(90);

    assertThat(api.health().clockSkewMillis()).isEqualTo(90_000);
  }

  @Test
  void countsCalls() {
    api.list(null);
    api.list(null);
    api.read(UNKNOWN);

    assertThat(api.calls()).containsEntry(Call.LIST, 2L).containsEntry(Call.READ, 1L);
  }

  @Test
  void drawnFaultsFollowTheSeed() {
    faults.sometimes(Call.LIST, 0.5, new Fault.Fails(Kind.RATE_LIMITED));
    var failures = 0;
    for (var i = 0; i < 100; i++) {
      try {
        api.list(null);
      } catch (E2bException e) {
        failures++;
      }
    }

    assertThat(failures).isBetween(30, 70);
  }

  private static void assertFails(Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(E2bException.class)
        .isThrownBy(call)
        .extracting(E2bException::kind)
        .isEqualTo(kind);
  }
}

package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.WorldFixture.MINUTE;
import static io.github.e2breconciler.simulator.WorldFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

  private static final SandboxId UNKNOWN = new SandboxId("iunknown");

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void createsRunningUntilTimeout() {
    var sandbox = e2b.create();

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
    assertThat(sandbox.startedAt()).isEqualTo(e2b.now());
    assertThat(sandbox.endAt()).isEqualTo(e2b.now().plus(MINUTE));
  }

  @Test
  void namesSandboxesWithLetterAndTwentyLowerCaseCharacters() {
    assertThat(e2b.create().id().value()).matches("i[a-z0-9]{20}");
  }

  @Test
  void announcesCreationWithMetadataOnly() {
    e2b.create();

    assertThat(e2b.lastEvent()).isInstanceOf(LifecycleEvent.Created.class);
    assertThat(EventJson.webhook(e2b.lastEvent()).get("event_data").toString())
        .isEqualTo("{\"sandbox_metadata\":{\"app\":\"demo\"}}");
  }

  @Test
  void refusesTimeoutOfZeroAtCreate() {
    assertThat(e2b.team.create(NewSandbox.of("base", Duration.ZERO)).status()).isEqualTo(400);
  }

  @Test
  void refusesTimeoutOverPlanAtCreate() {
    assertThat(e2b.team.create(NewSandbox.of("base", Duration.ofHours(24))).status())
        .isEqualTo(201);
    assertThat(e2b.team.create(NewSandbox.of("base", Duration.ofHours(25))).status())
        .isEqualTo(400);
  }

  @Test
  void refusesCreateOverConcurrencyLimit() {
    var small = e2b.world.open("k", "small", TeamPlan.pro().withConcurrent(1));
    var first = small.create(spec()).value();

    assertThat(small.create(spec()).status()).isEqualTo(429);
    small.kill(first.id(), Asker.CUSTOMER);
    assertThat(small.create(spec()).status()).isEqualTo(201);
  }

  @Test
  void pausedDoNotCountAgainstConcurrency() {
    var small = e2b.world.open("k", "small", TeamPlan.pro().withConcurrent(1));
    small.pause(small.create(spec()).value().id(), Asker.CUSTOMER);

    assertThat(small.create(spec()).status()).isEqualTo(201);
  }

  @Test
  void runsUntilJustBeforeItsEnd() {
    var sandbox = e2b.create();

    e2b.clock.advance(MINUTE.minusNanos(1));

    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
  }

  @Test
  void killsAtItsEndWithReasonTimeout() {
    var sandbox = e2b.create();

    e2b.clock.advance(MINUTE);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.lastEvent())
        .isInstanceOfSatisfying(
            LifecycleEvent.Killed.class,
            killed -> assertThat(killed.reason()).isEqualTo("timeout"));
  }

  @Test
  void expiresEachAtItsOwnTimeHoweverLateItIsAsked() {
    var later = e2b.create(NewSandbox.of("base", Duration.ofSeconds(50)));
    var sooner = e2b.create(NewSandbox.of("base", Duration.ofSeconds(20)));

    e2b.clock.advance(Duration.ofHours(1));

    assertThat(e2b.events().subList(2, 4))
        .extracting(LifecycleEvent::sandbox)
        .containsExactly(sooner.id(), later.id());
    assertThat(e2b.lastEvent().at()).isEqualTo(later.endAt());
  }

  @Test
  void pausesAtItsEndWhenAskedTo() {
    var sandbox = e2b.create(spec().pausedAtEnd());

    e2b.clock.advance(MINUTE);

    var paused = e2b.team.get(sandbox.id()).value();
    assertThat(paused.state()).isEqualTo(State.PAUSED);
    assertThat(paused.endAt()).isEqualTo(sandbox.endAt());
    assertThat(e2b.types()).containsExactly("created", "paused");
  }

  @Test
  void runsPastItsEndWhenTheIndexLostIt() {
    var sandbox = e2b.create(spec().neverExpiring());

    e2b.clock.advance(Duration.ofDays(1));

    var row = e2b.team.get(sandbox.id()).value();
    assertThat(row.running()).isTrue();
    assertThat(row.endAt()).isBefore(e2b.now());
    assertThat(e2b.team.census().overdue()).isEqualTo(1);
  }

  @Test
  void killAnnouncesTheRun() {
    var sandbox = e2b.create(spec().withSize(new Size(4, 2048)));
    e2b.clock.advance(Duration.ofMillis(1234));

    assertThat(e2b.team.kill(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(204);

    var killed = (LifecycleEvent.Killed) e2b.lastEvent();
    assertThat(killed.reason()).isEqualTo("request");
    assertThat(EventJson.webhook(killed).at("/event_data/execution").toString())
        .isEqualTo(
            "{\"execution_time\":1234,\"memory_mb\":2048,\"started_at\":\"%s\",\"vcpu_count\":4}"
                .formatted(sandbox.startedAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  @Test
  void killIsAnnouncedBeforeTheMachineIsDead() {
    var sandbox = e2b.create();

    e2b.team.kill(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.types()).containsExactly("created", "killed");
    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.team.alive(sandbox.id())).isTrue();
    e2b.clock.advanceSeconds(1);
    assertThat(e2b.team.alive(sandbox.id())).isFalse();
  }

  @Test
  void secondKillIsNotFound() {
    var sandbox = e2b.create();
    e2b.team.kill(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.kill(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(404);
  }

  @Test
  void killOfPausedSaysNothing() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.kill(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(204);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.types()).containsExactly("created", "paused");
  }

  @Test
  void killOfUnknownIsNotFound() {
    assertThat(e2b.team.kill(UNKNOWN, Asker.CUSTOMER))
        .isEqualTo(
            new Reply.Refused<SimulatedSandbox>(
                404, "Sandbox \"iunknown\" doesn't exist or you don't have access to it"));
  }

  @Test
  void sandboxOfAnotherTeamIsNotFound() {
    var other = e2b.world.open("other", "other", TeamPlan.pro());
    var sandbox = e2b.create();

    assertThat(other.get(sandbox.id()).status()).isEqualTo(404);
    assertThat(other.kill(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(404);
    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
  }

  @Test
  void idWithClientSuffixIsTheSameSandbox() {
    var sandbox = e2b.create();

    assertThat(e2b.get(new SandboxId(sandbox.id() + "-6532622b"))).isEqualTo(200);
  }

  @Test
  void pauseShowsItsTimeAsTheEnd() {
    var sandbox = e2b.create();
    e2b.clock.advanceSeconds(5);

    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    var paused = e2b.team.get(sandbox.id()).value();
    assertThat(paused.endAt()).isEqualTo(e2b.now());
    assertThat(paused.startedAt()).isEqualTo(sandbox.startedAt().truncatedTo(ChronoUnit.MICROS));
  }

  @Test
  void pauseOfPausedConflicts() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.pause(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(409);
  }

  @Test
  void pauseOfUnknownIsNotFound() {
    assertThat(e2b.team.pause(UNKNOWN, Asker.CUSTOMER).status()).isEqualTo(404);
  }

  @Test
  void pausedNeverExpires() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    e2b.clock.advance(Duration.ofDays(60));

    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
  }

  @Test
  void resumeStartsNewExecutionNow() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);
    e2b.clock.advanceSeconds(30);

    var resumed = e2b.team.resume(sandbox.id(), MINUTE).value();

    assertThat(resumed.startedAt()).isEqualTo(e2b.now());
    assertThat(resumed.endAt()).isEqualTo(e2b.now().plus(MINUTE));
    assertThat(resumed.run().execution()).isNotEqualTo(sandbox.run().execution());
    assertThat(resumed.run().build()).isNotEqualTo(sandbox.run().build());
    assertThat(e2b.types()).containsExactly("created", "paused", "resumed");
  }

  @Test
  void resumeOfRunningConflicts() {
    assertThat(e2b.team.resume(e2b.create().id(), MINUTE).status()).isEqualTo(409);
  }

  @Test
  void oldEndDoesNotEndNewExecution() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);
    e2b.team.resume(sandbox.id(), Duration.ofMinutes(10));

    e2b.clock.advance(MINUTE);

    assertThat(e2b.team.get(sandbox.id()).value().running()).isTrue();
  }

  @Test
  void crashLeavesGhostUntilItsEndAndSaysNothing() {
    var sandbox = e2b.create();

    assertThat(e2b.team.crash(sandbox.id())).isTrue();

    assertThat(e2b.team.get(sandbox.id()).value().running()).isTrue();
    assertThat(e2b.listed()).containsExactly(sandbox.id());
    assertThat(e2b.team.census().ghosts()).isEqualTo(1);
    assertThat(e2b.team.alive(sandbox.id())).isFalse();
    e2b.clock.advance(MINUTE);
    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.types()).containsExactly("created");
  }

  @Test
  void killOfGhostIsAcceptedAndSaysNothing() {
    var sandbox = e2b.create();
    e2b.team.crash(sandbox.id());

    assertThat(e2b.team.kill(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(204);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.types()).containsExactly("created");
  }

  @Test
  void pauseOfGhostFailsAndDropsTheRecord() {
    var sandbox = e2b.create();
    e2b.team.crash(sandbox.id());

    assertThat(e2b.team.pause(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(500);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
  }

  @Test
  void pausingGhostAtItsEndJustVanishes() {
    var sandbox = e2b.create(spec().pausedAtEnd());
    e2b.team.crash(sandbox.id());

    e2b.clock.advance(MINUTE);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
  }

  @Test
  void killOnSilentNodeLeavesMachineUntilTheSweep() {
    var sandbox = e2b.create();

    assertThat(e2b.team.killUnreachable(sandbox.id(), Asker.API).status()).isEqualTo(500);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.team.kill(sandbox.id(), Asker.API).status()).isEqualTo(404);
    e2b.clock.advanceSeconds(59);
    assertThat(e2b.team.alive(sandbox.id())).isTrue();
    e2b.clock.advanceSeconds(22);
    assertThat(e2b.team.alive(sandbox.id())).isFalse();
    assertThat(e2b.lastEvent())
        .isInstanceOfSatisfying(
            LifecycleEvent.Killed.class,
            killed -> assertThat(killed.reason()).isEqualTo("orphaned"));
  }

  @Test
  void lostNodesTakeRecordsAlongAndSayNothing() {
    for (var i = 0; i < 20; i++) {
      e2b.create();
    }

    for (var node = 0; node < e2b.world.nodes(); node++) {
      e2b.world.loseNode(node);
    }

    assertThat(e2b.listed()).isEmpty();
    assertThat(e2b.types()).containsOnly("created");
  }

  @Test
  void lostNodeSparesPaused() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    for (var node = 0; node < e2b.world.nodes(); node++) {
      e2b.world.loseNode(node);
    }

    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
  }

  @Test
  void forkChildrenAppearAsResumedWithCopiedMetadata() {
    var parent = e2b.create();

    var children = e2b.team.fork(parent.id(), 2, MINUTE).value();

    assertThat(e2b.types()).containsExactly("created", "checkpointed", "resumed", "resumed");
    var ids = new HashSet<SandboxId>();
    for (var child : children) {
      assertThat(child.value().spec().metadata()).isEqualTo(Map.of("app", "demo"));
      assertThat(child.value().run().execution()).isNotEqualTo(parent.run().execution());
      ids.add(child.value().id());
    }
    assertThat(ids).hasSize(2).doesNotContain(parent.id());
  }

  @Test
  void forkLeavesParentAsItWas() {
    var parent = e2b.create();

    e2b.team.fork(parent.id(), 1, Duration.ofHours(1));

    assertThat(e2b.team.get(parent.id()).value().run()).isEqualTo(parent.run());
  }

  @Test
  void forkOfPausedConflicts() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.fork(sandbox.id(), 1, MINUTE).status()).isEqualTo(409);
  }

  @Test
  void snapshotHidesFromListButNotFromRead() {
    var sandbox = e2b.create();

    e2b.team.checkpoint(sandbox.id(), Duration.ofSeconds(10));

    assertThat(e2b.listed()).isEmpty();
    assertThat(e2b.team.list(ListQuery.after(null)).value().totalRunning()).isZero();
    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
    e2b.clock.advanceSeconds(10);
    assertThat(e2b.listed()).containsExactly(sandbox.id());
    assertThat(e2b.types()).containsExactly("created", "checkpointed");
  }

  @Test
  void trafficWakesOnlyWhatWasCreatedSo() {
    var waking = e2b.create(spec().wokenByTraffic());
    var sleeping = e2b.create(spec().pausedAtEnd());
    e2b.clock.advance(MINUTE);

    assertThat(e2b.team.touch(waking.id())).isTrue();
    assertThat(e2b.team.touch(sleeping.id())).isFalse();
    assertThat(e2b.team.get(waking.id()).value().endAt())
        .isEqualTo(e2b.now().plus(Duration.ofMinutes(5)));
  }

  @Test
  void remembersWhoAskedForWhat() {
    var one = e2b.create();
    var other = e2b.create();
    e2b.team.pause(one.id(), Asker.CUSTOMER);
    e2b.team.kill(other.id(), Asker.API);
    e2b.team.kill(other.id(), Asker.API);

    var all = e2b.team.interventionsAfter(0);

    assertThat(all).extracting(Intervention::by).containsExactly(Asker.CUSTOMER, Asker.API);
    assertThat(e2b.team.interventionsAfter(1))
        .containsExactly(
            new Intervention(2, other.id(), Intervention.Kind.KILLED, Asker.API, e2b.now()));
  }

  @Test
  void keepsItsTimeWhenTheClockStepsBack() {
    var before = e2b.world.now();
    e2b.clock.advance(Duration.ofHours(-1));

    assertThat(e2b.world.now()).isEqualTo(before);
  }

  @Test
  void unknownTypesCanBeSaid() {
    var sandbox = e2b.create();

    e2b.team.say(sandbox.id(), "sandbox.lifecycle.migrated");

    assertThat(e2b.types()).containsExactly("created", "migrated");
    assertThat(EventJson.feed(e2b.lastEvent()).get("eventLabel").textValue()).isEmpty();
  }
}

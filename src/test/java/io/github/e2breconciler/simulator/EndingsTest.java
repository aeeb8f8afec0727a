package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.WorldFixture.MINUTE;
import static io.github.e2breconciler.simulator.WorldFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.Pace.Work;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of sandboxes that are paused and killed where that takes time or goes wrong. */
final class EndingsTest {

  private static final Duration LONG = Duration.ofSeconds(5);

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void killOnSilentNodeShowsTheLastPauseAgain() {
    var sandbox = e2b.create();
    e2b.clock.advanceSeconds(1);
    var pausedAt = e2b.now();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);
    e2b.clock.advanceSeconds(1);
    e2b.team.resume(sandbox.id(), MINUTE);

    assertThat(e2b.team.killUnreachable(sandbox.id(), Asker.API).status()).isEqualTo(500);

    var left = e2b.team.get(sandbox.id()).value();
    assertThat(left.paused()).isTrue();
    assertThat(left.endAt()).isEqualTo(pausedAt);
    e2b.clock.advance(Duration.ofMinutes(2));
    assertThat(((LifecycleEvent.Killed) killedOrFail()).reason()).isEqualTo("orphaned");
    assertThat(e2b.team.get(sandbox.id()).value().paused()).isTrue();
  }

  @Test
  void sweepSparesMachinesOfAnIdThatRunsAgain() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);
    var resumed = e2b.team.resume(sandbox.id(), Duration.ofHours(1)).value();
    e2b.team.killUnreachable(sandbox.id(), Asker.API);
    e2b.team.resume(sandbox.id(), Duration.ofMinutes(5));

    e2b.clock.advance(Duration.ofMinutes(4));
    assertThat(e2b.types()).doesNotContain("killed");
    e2b.clock.advance(Duration.ofMinutes(2));

    assertThat(e2b.events())
        .filteredOn(event -> resumed.run().execution().equals(event.header().execution()))
        .extracting(event -> event.header().type())
        .containsExactly(EventTypes.RESUMED, EventTypes.KILLED);
  }

  @Test
  void remembersKillsThatWereAnswered500() {
    var sandbox = e2b.create();

    e2b.team.killUnreachable(sandbox.id(), Asker.API);

    assertThat(e2b.team.interventionsAfter(0))
        .extracting(Intervention::sandbox, Intervention::kind, Intervention::by)
        .containsExactly(tuple(sandbox.id(), Intervention.Kind.KILLED, Asker.API));
  }

  @Test
  void remembersNothingOfWhatTookNoEffect() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    e2b.team.pause(sandbox.id(), Asker.API);
    e2b.team.kill(new SandboxId("iunknown"), Asker.API);

    assertThat(e2b.team.interventionsAfter(0))
        .extracting(Intervention::by)
        .containsExactly(Asker.CUSTOMER);
  }

  @Test
  void pausingIsShownAsPausedAndAnnouncedOnceItIs() {
    e2b.world.take(Work.PAUSE, LONG);
    var sandbox = e2b.create();
    var begun = e2b.now();

    assertThat(e2b.team.pause(sandbox.id(), Asker.CUSTOMER).status()).isEqualTo(204);

    assertThat(e2b.team.get(sandbox.id()).value().state()).isEqualTo(State.PAUSED);
    assertThat(page().rows()).singleElement().returns(State.PAUSED, SimulatedSandbox::state);
    assertThat(page().totalRunning()).isZero();
    assertThat(e2b.types()).containsExactly("created");
    e2b.clock.advance(LONG);
    assertThat(e2b.types()).containsExactly("created", "paused");
    assertThat(e2b.team.get(sandbox.id()).value().paused()).isTrue();
    assertThat(e2b.team.get(sandbox.id()).value().endAt()).isEqualTo(begun);
  }

  @Test
  void nothingElseMayChangeWhatIsBeingPaused() {
    e2b.world.take(Work.PAUSE, LONG);
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);

    assertThat(e2b.team.pause(id, Asker.API).status()).isEqualTo(409);
    assertThat(e2b.team.setTimeout(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.refresh(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.checkpoint(id, LONG).status()).isEqualTo(409);
    assertThat(e2b.team.touch(id)).isFalse();
  }

  @Test
  void killOfPausingLetsThePauseEndAndIsNeverAnnounced() {
    e2b.world.take(Work.PAUSE, LONG);
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);

    assertThat(e2b.team.kill(id, Asker.API).status()).isEqualTo(204);

    assertThat(e2b.get(id)).isEqualTo(404);
    e2b.clock.advance(LONG);
    assertThat(e2b.types()).containsExactly("created", "paused");
    assertThat(e2b.team.alive(id)).isFalse();
  }

  @Test
  void connectToPausingResumesIt() {
    e2b.world.take(Work.PAUSE, LONG);
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);

    assertThat(e2b.team.connect(id, MINUTE).status()).isEqualTo(201);

    e2b.clock.advance(LONG);
    assertThat(e2b.types()).containsExactly("created", "paused", "resumed");
    assertThat(e2b.team.get(id).value().shownRunning()).isTrue();
  }

  @Test
  void pauseAtTheEndTakesTimeToo() {
    e2b.world.take(Work.PAUSE, LONG);
    e2b.create(spec().pausedAtEnd());

    e2b.clock.advance(MINUTE);
    assertThat(e2b.types()).containsExactly("created");
    e2b.clock.advance(LONG);
    assertThat(e2b.types()).containsExactly("created", "paused");
  }

  @Test
  void machineThatDiesWhileItIsPausedLeavesNothing() {
    e2b.world.take(Work.PAUSE, LONG);
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);
    e2b.team.crash(id);

    e2b.clock.advance(LONG);

    assertThat(e2b.get(id)).isEqualTo(404);
    assertThat(e2b.types()).containsExactly("created");
  }

  @Test
  void killingIsShownByNothingAndCountsStill() {
    var plan = TeamPlan.pro().withConcurrent(1);
    var team = e2b.world.open("key", "small", plan);
    e2b.world.take(Work.KILL, LONG);
    var id = team.create(spec()).value().id();

    assertThat(team.kill(id, Asker.CUSTOMER).status()).isEqualTo(204);

    assertThat(team.get(id).status()).isEqualTo(404);
    assertThat(team.list(ListQuery.after(null)).value().rows()).isEmpty();
    assertThat(team.list(ListQuery.after(null)).value().totalRunning()).isZero();
    assertThat(team.create(spec()).status()).isEqualTo(429);
    e2b.clock.advance(LONG);
    assertThat(team.create(spec()).status()).isEqualTo(201);
  }

  @Test
  void killJoinsAKillInFlight() {
    e2b.world.take(Work.KILL, LONG);
    var id = e2b.create().id();
    e2b.team.kill(id, Asker.CUSTOMER);

    assertThat(e2b.team.kill(id, Asker.API).status()).isEqualTo(204);

    assertThat(e2b.types()).containsExactly("created", "killed");
    assertThat(e2b.team.interventionsAfter(0)).hasSize(1);
    e2b.clock.advance(LONG);
    assertThat(e2b.team.kill(id, Asker.API).status()).isEqualTo(404);
  }

  @Test
  void nothingElseFindsWhatIsBeingKilled() {
    e2b.world.take(Work.KILL, LONG);
    var id = e2b.create().id();
    e2b.team.kill(id, Asker.CUSTOMER);

    assertThat(e2b.team.connect(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.resume(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.setTimeout(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.pause(id, Asker.API).status()).isEqualTo(404);
    assertThat(e2b.team.checkpoint(id, LONG).status()).isEqualTo(404);
  }

  @Test
  void killingOfTheOncePausedShowsItsOldPause() {
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);
    e2b.team.resume(id, MINUTE);
    e2b.world.take(Work.KILL, LONG);

    e2b.team.kill(id, Asker.CUSTOMER);

    assertThat(page().rows()).singleElement().returns(State.PAUSED, SimulatedSandbox::state);
    assertThat(e2b.get(id)).isEqualTo(404);
    e2b.clock.advance(LONG);
    assertThat(page().rows()).isEmpty();
  }

  @Test
  void forkTakesItsTimeToo() {
    e2b.world.take(Work.SNAPSHOT, LONG);
    var parent = e2b.create();

    e2b.team.fork(parent.id(), 1, MINUTE);

    assertThat(e2b.listed()).hasSize(1).doesNotContain(parent.id());
    assertThat(e2b.types()).containsExactly("created", "resumed");
    e2b.clock.advance(LONG);
    assertThat(e2b.listed()).hasSize(2);
    assertThat(e2b.types()).containsExactly("created", "resumed", "checkpointed");
  }

  @Test
  void trafficWakesNothingThatIsKilledAtItsEndOrLostItsMemory() {
    var lifetime = new NewSandbox.Lifetime(MINUTE, OnTimeout.KILL, true, false);
    var killed = e2b.create(spec().withLifetime(lifetime)).id();
    var cold = e2b.create(spec().wokenByTraffic()).id();
    e2b.team.pause(killed, Asker.CUSTOMER);
    e2b.team.pauseCold(cold, Asker.CUSTOMER);

    assertThat(e2b.team.touch(killed)).isFalse();
    assertThat(e2b.team.touch(cold)).isFalse();
    assertThat(e2b.team.resume(cold, MINUTE).status()).isEqualTo(201);
    e2b.team.pause(cold, Asker.CUSTOMER);
    assertThat(e2b.team.touch(cold)).isTrue();
  }

  private ListPage page() {
    return e2b.team.list(ListQuery.after(null)).value();
  }

  private LifecycleEvent killedOrFail() {
    return e2b.events().stream()
        .filter(LifecycleEvent.Killed.class::isInstance)
        .findFirst()
        .orElseThrow();
  }
}

package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.WorldFixture.MINUTE;
import static io.github.e2breconciler.simulator.WorldFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class SnapshotsTest {

  private static final Duration TAKING = Duration.ofSeconds(10);

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void snapshotOfTheOncePausedShowsItsOldPause() {
    var id = e2b.create().id();
    e2b.clock.advanceSeconds(5);
    var pausedAt = e2b.now();
    var asleep = e2b.team.pause(id, Asker.CUSTOMER).value();
    e2b.clock.advanceSeconds(5);
    var running = e2b.team.resume(id, MINUTE).value();

    e2b.team.checkpoint(id, TAKING);

    var row = e2b.team.list(ListQuery.after(null)).value().rows().getFirst();
    assertThat(row.state()).isEqualTo(State.PAUSED);
    assertThat(row.endAt()).isEqualTo(pausedAt);
    assertThat(row.startedAt()).isEqualTo(asleep.startedAt());
    assertThat(e2b.team.get(id).value().startedAt()).isEqualTo(running.startedAt());
  }

  @Test
  void snapshotTakenShowsItRunningAgain() {
    var id = e2b.create().id();
    e2b.team.checkpoint(id, TAKING);
    assertThat(e2b.team.list(ListQuery.after(null)).value().totalRunning()).isZero();

    e2b.clock.advance(TAKING);

    assertThat(e2b.listed()).containsExactly(id);
    assertThat(e2b.team.list(ListQuery.after(null)).value().totalRunning()).isEqualTo(1);
    assertThat(e2b.types()).containsExactly("created", "checkpointed");
  }

  @Test
  void snapshotKeepsExecutionAndEnd() {
    var sandbox = e2b.create();

    e2b.team.keepSnapshot(sandbox.id(), null);

    assertThat(e2b.team.get(sandbox.id()).value()).isEqualTo(sandbox);
    assertThat(e2b.lastEvent().header().execution()).isEqualTo(sandbox.run().execution());
  }

  @Test
  void nothingElseMayChangeWhileSnapshotIsTaken() {
    var id = e2b.create().id();
    e2b.team.checkpoint(id, TAKING);

    assertThat(e2b.team.pause(id, Asker.CUSTOMER).status()).isEqualTo(409);
    assertThat(e2b.team.setTimeout(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.refresh(id, MINUTE).status()).isEqualTo(409);
    assertThat(e2b.team.fork(id, 1, MINUTE).status()).isEqualTo(409);
  }

  @Test
  void killedWhileSnapshotIsTakenSaysNoCheckpoint() {
    var id = e2b.create().id();
    e2b.team.checkpoint(id, TAKING);

    e2b.team.kill(id, Asker.CUSTOMER);
    e2b.clock.advance(TAKING);

    assertThat(e2b.types()).containsExactly("created", "killed");
    assertThat(e2b.listed()).isEmpty();
  }

  @Test
  void snapshotOfPausedIsNotFound() {
    var id = e2b.create().id();
    e2b.team.pause(id, Asker.CUSTOMER);

    assertThat(e2b.team.keepSnapshot(id, "name").status()).isEqualTo(404);
  }

  @Test
  void snapshotOfKnownNameIsTheSame() {
    var id = e2b.create().id();

    var first = e2b.team.keepSnapshot(id, "team/name").value();

    assertThat(e2b.team.keepSnapshot(id, "team/name").value()).isEqualTo(first);
    assertThat(first.id()).isEqualTo("team/name:default");
    assertThat(e2b.team.keepSnapshot(id, null).value().id()).matches("[a-z0-9]{20}:default");
  }

  @Test
  void headcountFollowsStartsAndEnds() {
    var start = e2b.now().truncatedTo(ChronoUnit.MINUTES);
    e2b.create(spec().neverExpiring());
    var second = e2b.create(spec().neverExpiring()).id();
    e2b.clock.advance(MINUTE);
    e2b.team.kill(second, Asker.CUSTOMER);
    e2b.clock.advance(MINUTE);

    var steps = e2b.team.headcounts(start, e2b.now());

    assertThat(steps.getFirst().most()).isEqualTo(2);
    assertThat(steps.getFirst().startsPerSecond()).isEqualTo(2f / 30);
    assertThat(steps.getLast().most()).isEqualTo(1);
    assertThat(steps.getLast().started()).isZero();
  }
}

package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.WorldFixture.MINUTE;
import static io.github.e2breconciler.simulator.WorldFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class TimeoutsTest {

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void timeoutMovesTheEndBothWays() {
    var sandbox = e2b.create();

    assertThat(e2b.team.setTimeout(sandbox.id(), Duration.ofSeconds(5)).value().endAt())
        .isEqualTo(e2b.now().plusSeconds(5));
    assertThat(e2b.team.setTimeout(sandbox.id(), Duration.ofHours(1)).value().endAt())
        .isEqualTo(e2b.now().plus(Duration.ofHours(1)));
  }

  @Test
  void movedEndReplacesTheOldOne() {
    var sandbox = e2b.create();
    e2b.team.setTimeout(sandbox.id(), Duration.ofMinutes(2));

    e2b.clock.advance(MINUTE);
    assertThat(e2b.get(sandbox.id())).isEqualTo(200);
    e2b.clock.advance(MINUTE);
    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
  }

  @Test
  void updateTellsTheEndToTheSecond() {
    var sandbox = e2b.create();

    e2b.team.setTimeout(sandbox.id(), Duration.ofSeconds(90));

    var expected = e2b.now().plusSeconds(90).truncatedTo(ChronoUnit.SECONDS);
    assertThat(((LifecycleEvent.Updated) e2b.lastEvent()).endAt()).isEqualTo(expected);
    assertThat(EventJson.webhook(e2b.lastEvent()).at("/event_data/set_timeout").textValue())
        .isEqualTo(expected.toString());
  }

  @Test
  void timeoutOfZeroExpiresNow() {
    var sandbox = e2b.create();

    e2b.team.setTimeout(sandbox.id(), Duration.ZERO);

    assertThat(e2b.get(sandbox.id())).isEqualTo(404);
    assertThat(e2b.types()).containsExactly("created", "updated", "killed");
  }

  @Test
  void timeoutOfZeroPausesWhatPausesAtItsEnd() {
    var sandbox = e2b.create(spec().pausedAtEnd());

    e2b.team.setTimeout(sandbox.id(), Duration.ZERO);

    assertThat(e2b.team.get(sandbox.id()).value().paused()).isTrue();
  }

  @Test
  void timeoutIsClampedToTheLongestRun() {
    var team = e2b.world.open("k", "hobby", TeamPlan.pro().withLongestRun(Duration.ofHours(1)));
    var sandbox = team.create(spec()).value();
    e2b.clock.advanceSeconds(30);

    assertThat(team.setTimeout(sandbox.id(), Duration.ofHours(1)).value().endAt())
        .isEqualTo(sandbox.startedAt().plus(Duration.ofHours(1)));
  }

  @Test
  void timeoutPastTheLongestRunIsRefused() {
    var team = e2b.world.open("k", "hobby", TeamPlan.pro().withLongestRun(Duration.ofHours(1)));
    var sandbox = team.create(spec().neverExpiring()).value();
    e2b.clock.advance(Duration.ofHours(1));

    assertThat(team.setTimeout(sandbox.id(), MINUTE))
        .isEqualTo(new Reply.Refused<SimulatedSandbox>(400, "Max instance length exceeded"));
  }

  @Test
  void timeoutOfPausedIsNotFound() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.setTimeout(sandbox.id(), MINUTE).status()).isEqualTo(404);
  }

  @Test
  void timeoutOfGhostIsNotFoundAndYetMovesTheEnd() {
    var sandbox = e2b.create();
    e2b.team.crash(sandbox.id());

    assertThat(e2b.team.setTimeout(sandbox.id(), Duration.ofHours(1)).status()).isEqualTo(404);

    assertThat(e2b.team.get(sandbox.id()).value().endAt())
        .isEqualTo(e2b.now().plus(Duration.ofHours(1)));
    assertThat(e2b.types()).containsExactly("created");
  }

  @Test
  void refreshRaisesToFifteenSeconds() {
    var sandbox = e2b.create(NewSandbox.of("base", Duration.ofSeconds(1)));

    assertThat(e2b.team.refresh(sandbox.id(), Duration.ofSeconds(2)).value().endAt())
        .isEqualTo(e2b.now().plusSeconds(15));
  }

  @Test
  void refreshNeverShortensAndStillSaysUpdated() {
    var sandbox = e2b.create();

    e2b.team.refresh(sandbox.id(), Duration.ofSeconds(20));

    assertThat(e2b.team.get(sandbox.id()).value().endAt()).isEqualTo(sandbox.endAt());
    assertThat(e2b.types()).containsExactly("created", "updated");
  }

  @Test
  void connectExtendsRunning() {
    var sandbox = e2b.create();

    var reply = e2b.team.connect(sandbox.id(), Duration.ofMinutes(5));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.value().endAt()).isEqualTo(e2b.now().plus(Duration.ofMinutes(5)));
  }

  @Test
  void connectNeverShortens() {
    var sandbox = e2b.create();

    assertThat(e2b.team.connect(sandbox.id(), Duration.ofSeconds(1)).value().endAt())
        .isEqualTo(sandbox.endAt());
  }

  @Test
  void connectForLongerThanARunMayLastIsRefused() {
    var sandbox = e2b.create();
    var day = Duration.ofHours(24);

    assertThat(e2b.team.connect(sandbox.id(), day.plusSeconds(1)).status()).isEqualTo(400);
    assertThat(e2b.team.get(sandbox.id()).value().endAt()).isEqualTo(sandbox.endAt());
    assertThat(e2b.team.connect(sandbox.id(), day).status()).isEqualTo(200);
  }

  @Test
  void connectResumesPaused() {
    var sandbox = e2b.create();
    e2b.team.pause(sandbox.id(), Asker.CUSTOMER);

    assertThat(e2b.team.connect(sandbox.id(), MINUTE).status()).isEqualTo(201);
    assertThat(e2b.types()).endsWith("resumed");
  }

  @Test
  void connectToGhostIsNotFound() {
    var sandbox = e2b.create();
    e2b.team.crash(sandbox.id());

    assertThat(e2b.team.connect(sandbox.id(), MINUTE).status()).isEqualTo(404);
  }
}

package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResyncTest {

  private static final Duration LATER = Duration.ofSeconds(10);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final Resync resync = mirrored.resync();

  @Test
  void firstWalkOfNewStoreIsNoDrift() {
    world.born(3);

    assertThat(resync.walk(true).drift()).isEmpty();
    assertThat(world.standing().lastWalkAt()).isEqualTo(world.clock().instant());
    assertThat(world.standing().running()).isEqualTo(3);
  }

  @Test
  void laterWalkNamesWhatNoWebhookBrought() {
    resync.walk(true);
    world.born(3);

    assertThat(resync.walk(false).drift()).containsEntry("missed-created", 3);
  }

  @Test
  void incompleteWalkProvesNothing() {
    fleet(1);
    world.api().remove(SANDBOX);
    for (var i = 0; i < 5; i++) {
      world.advance(LATER);
      world.api().nextList(_ -> new Page(List.of(), null, 1, 0, world.clock().instant()));

      assertThat(resync.walk(false).complete()).isFalse();
    }

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(world.inventory().absentWalks(ReapWorld.KEY)).isZero();
    assertThat(world.standing().lastWalkAt())
        .isEqualTo(world.clock().instant().minus(LATER.multipliedBy(6)));
  }

  @Test
  void believesWhatIncompleteWalkShows() {
    resync.walk(true);
    var row = world.born(SANDBOX);
    world.api().nextList(_ -> new Page(List.of(row), null, 9, 0, world.clock().instant()));

    resync.walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void throwsWhereNotEvenFirstPageCame() {
    world
        .api()
        .nextList(_ -> {
          throw new E2bException(E2bException.Kind.UNAVAILABLE, "503");
        });

    assertThatThrownBy(() -> resync.walk(false)).isInstanceOf(E2bException.class);
  }

  @Test
  void absenceTakesTwoWalksAndRead() {
    fleet(1);
    world.api().remove(SANDBOX);

    assertThat(resync.walk(false).drift()).isEmpty();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.advance(LATER);
    assertThat(resync.walk(false).drift()).containsEntry("missed-killed", 1);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void showingAgainMakesAbsenceBeginAnew() {
    fleet(1);
    var row = world.api().row(SANDBOX);
    world.api().remove(SANDBOX);
    resync.walk(false);
    world.api().put(row);
    world.advance(LATER);
    resync.walk(false);
    world.api().remove(SANDBOX);
    world.advance(LATER);
    resync.walk(false);

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void callsUnlistedWhatOnlyReadShows() {
    fleet(1);
    var row = world.api().row(SANDBOX);
    for (var i = 0; i < 3; i++) {
      world.advance(LATER);
      world.api().nextList(_ -> world.api().page(List.of()));
      resync.walk(false);
    }

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(mirrored.open(DriftKind.UNLISTED)).containsExactly(ReapWorld.KEY);

    world.api().put(row);
    world.advance(LATER);
    resync.walk(false);
    assertThat(mirrored.open(DriftKind.UNLISTED)).isEmpty();
  }

  @Test
  void staysBelievedWhileItsReadFails() {
    fleet(1);
    world.api().remove(SANDBOX);
    resync.walk(false);
    world
        .api()
        .nextRead(_ -> {
          throw new E2bException(E2bException.Kind.TIMEOUT, "slow");
        });
    world.advance(LATER);
    resync.walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.api().nextRead(_ -> new Reading.Missing(world.clock().instant()));
    world.advance(LATER);
    resync.walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void whatWasHeardOfSinceIsNotAbsent() {
    fleet(1);
    world.api().remove(SANDBOX);
    mirrored.heard(
        Mirrored.created(new SandboxId("ilate"), world.clock().instant(), ""), Source.WEBHOOK);

    resync.walk(false);
    assertThat(world.inventory().living(ReapWorld.ACCOUNT)).hasSize(2);
    assertThat(
            world
                .inventory()
                .absentWalks(new SandboxKey(ReapWorld.ACCOUNT, new SandboxId("ilate"))))
        .isZero();
  }

  @Test
  void shrinkFreezesAndIsNotBelieved() {
    fleet(10);
    var walkedAt = world.standing().lastWalkAt();
    world.api().nextList(_ -> world.api().page(List.of()));
    resync.walk(false);

    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Freezes.SHRINK));
    assertThat(world.standing().doubts()).containsKey(Freezes.SHRINK);
    assertThat(world.standing().lastWalkAt()).isEqualTo(walkedAt);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void shrinkIsNoLongerDoubtedWhenListIsWholeAgain() {
    fleet(10);
    world.api().nextList(_ -> world.api().page(List.of()));
    resync.walk(false);
    world.advance(LATER);
    resync.walk(false);

    assertThat(world.standing().doubts()).isEmpty();
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void fewerThanFiveAreNoShrink() {
    fleet(4);
    world.api().nextList(_ -> world.api().page(List.of()));
    resync.walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void thirtyPercentAreNoShrink() {
    fleet(20);
    for (var i = 1; i <= 6; i++) {
      world.api().remove(new SandboxId("isandbox" + i));
    }
    resync.walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void whatPassedItsEndIsNoShrink() {
    fleet(10);
    world.advance(ReapWorld.LIFE);
    world.api().nextList(_ -> world.api().page(List.of()));
    resync.walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void whatEventsExplainIsNoShrink() {
    fleet(10);
    for (var i = 1; i <= 10; i++) {
      var id = new SandboxId("isandbox" + i);
      mirrored.heard(Mirrored.killed(id, world.clock().instant()), Source.FEED);
      world.api().remove(id);
    }
    resync.walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  private void fleet(int count) {
    world.born(count);
    resync.walk(true);
    world.advance(LATER);
  }
}

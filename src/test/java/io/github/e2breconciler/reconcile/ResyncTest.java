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
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ResyncTest {

  private static final Duration LATER = Duration.ofSeconds(10);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final Resync resync = mirrored.resync();

  @Test
  void firstWalkOfNewStoreIsNoDrift() {
    world.born(3);

    assertThat(walk(true).drift()).isEmpty();
    assertThat(world.standing().lastWalkAt()).isEqualTo(world.clock().instant());
    assertThat(world.standing().running()).isEqualTo(3);
  }

  @Test
  void laterWalkNamesWhatNoWebhookBrought() {
    walk(true);
    world.born(3);

    assertThat(walk(false).drift()).containsEntry("missed-created", 3);
  }

  @Test
  void incompleteWalkProvesNothing() {
    fleet(1);
    for (var i = 0; i < 5; i++) {
      world.advance(LATER);
      hide(Set.of(SANDBOX));

      assertThat(walk(false).complete()).isFalse();
    }

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(world.inventory().absentWalks(ReapWorld.KEY)).isZero();
    assertThat(world.standing().lastWalkAt())
        .isEqualTo(world.clock().instant().minus(LATER.multipliedBy(6)));
  }

  @Test
  void readOfAbsenteeExplainsWhyRowsAreFewerThanCounted() {
    fleet(3);
    world.api().remove(SANDBOX);
    listAsIfCounted(3);

    assertThat(walk(false).complete()).isTrue();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.advance(LATER);
    assertThat(walk(false).drift()).containsEntry("missed-killed", 1);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void readOfOneDoesNotExplainWhyTwoAreMissing() {
    fleet(3);
    world.api().remove(SANDBOX);
    listAsIfCounted(4);

    assertThat(walk(false).complete()).isFalse();
  }

  @Test
  void stopsReadingAbsenteesThatListPlainlyOmits() {
    fleet(100);
    var hidden = new HashSet<SandboxId>();
    for (var i = 1; i <= 20; i++) {
      hidden.add(new SandboxId("isandbox" + i));
    }
    hide(hidden);

    assertThat(walk(false).complete()).isFalse();
    assertThat(world.api().sent("read")).isEqualTo(3);
  }

  @Test
  void eventsHeardMeanwhileExplainWhoIsMissing() {
    fleet(20);
    world
        .api()
        .nextList(_ -> {
          mirrored.heard(Mirrored.killed(SANDBOX, world.clock().instant()), Source.WEBHOOK);
          world.api().remove(SANDBOX);
          return counted(20);
        });

    assertThat(walk(false).complete()).isTrue();
    assertThat(world.api().sent("read")).isZero();
  }

  @Test
  void eventOfOneBornMeanwhileExplainsNothing() {
    fleet(20);
    var brief = new SandboxId("ibrief");
    world
        .api()
        .nextList(_ -> {
          var now = world.clock().instant();
          mirrored.heard(Mirrored.created(brief, now.plusMillis(1), ""), Source.WEBHOOK);
          mirrored.heard(Mirrored.killed(brief, now.plusMillis(2)), Source.WEBHOOK);
          return hidden(Set.of(SANDBOX));
        });

    assertThat(walk(false).complete()).isFalse();
  }

  @Test
  void eventOfOneThatIsShownExplainsNothing() {
    fleet(20);
    world
        .api()
        .nextList(_ -> {
          var other = Mirrored.killed(new SandboxId("isandbox2"), world.clock().instant());
          mirrored.heard(other, Source.WEBHOOK);
          return hidden(Set.of(SANDBOX));
        });

    assertThat(walk(false).complete()).isFalse();
  }

  @Test
  void eventFromBeforeWalkExplainsNothing() {
    fleet(20);
    world
        .api()
        .nextList(_ -> {
          var gone = new SandboxId("igone");
          var before = world.clock().instant().minusSeconds(3);
          mirrored.heard(Mirrored.killed(gone, before), Source.WEBHOOK);
          return hidden(Set.of(SANDBOX));
        });

    assertThat(walk(false).complete()).isFalse();
  }

  @Test
  void feedIsReadBeforeAbsenceIsJudged() {
    fleet(10);
    var asked = new AtomicInteger();
    var told =
        mirrored.resync(() -> {
          asked.incrementAndGet();
          for (var i = 1; i <= 10; i++) {
            var id = new SandboxId("isandbox" + i);
            mirrored.heard(Mirrored.killed(id, world.clock().instant()), Source.FEED);
          }
          return true;
        });
    world.api().nextList(_ -> world.api().page(List.of()));
    var result = told.walk(false, Set.of());

    assertThat(result.complete()).isTrue();
    assertThat(asked).hasValue(1);
    assertThat(world.freezes().all()).isEmpty();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void feedIsNotReadWhereNothingIsAbsent() {
    fleet(10);
    var asked = new AtomicInteger();
    mirrored.resync(() -> asked.incrementAndGet() > 0).walk(false, Set.of());

    assertThat(asked).hasValue(0);
  }

  @Test
  void absenceWaitsForFeedThatIsStillBeingRead() {
    fleet(10);
    world.api().nextList(_ -> world.api().page(List.of()));
    var result = mirrored.resync(() -> false).walk(false, Set.of());

    assertThat(result.complete()).isFalse();
    assertThat(world.freezes().all()).isEmpty();
    assertThat(world.inventory().absentWalks(ReapWorld.KEY)).isZero();
  }

  @Test
  void zombieIsFoundByWalk() {
    fleet(3);
    mirrored.heard(Mirrored.killed(SANDBOX, world.clock().instant()), Source.WEBHOOK);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
    world.advance(LATER);

    assertThat(walk(false).drift()).containsEntry("zombie", 1);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void believesWhatIncompleteWalkShows() {
    walk(true);
    var row = world.born(SANDBOX);
    world.api().nextList(_ -> new Page(List.of(row), null, 9, 0, world.clock().instant()));

    walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void throwsWhereNotEvenFirstPageCame() {
    world
        .api()
        .nextList(_ -> {
          throw new E2bException(E2bException.Kind.UNAVAILABLE, "503");
        });

    assertThatThrownBy(() -> walk(false)).isInstanceOf(E2bException.class);
  }

  @Test
  void absenceTakesTwoWalksAndRead() {
    fleet(1);
    world.api().remove(SANDBOX);

    assertThat(walk(false).drift()).isEmpty();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.advance(LATER);
    assertThat(walk(false).drift()).containsEntry("missed-killed", 1);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void showingAgainMakesAbsenceBeginAnew() {
    fleet(1);
    var row = world.api().row(SANDBOX);
    world.api().remove(SANDBOX);
    walk(false);
    world.api().put(row);
    world.advance(LATER);
    walk(false);
    world.api().remove(SANDBOX);
    world.advance(LATER);
    walk(false);

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void callsUnlistedWhatOnlyReadShows() {
    fleet(1);
    var row = world.api().row(SANDBOX);
    for (var i = 0; i < 3; i++) {
      world.advance(LATER);
      world.api().nextList(_ -> world.api().page(List.of()));
      walk(false);
    }

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(mirrored.open(DriftKind.UNLISTED)).containsExactly(ReapWorld.KEY);

    world.api().put(row);
    world.advance(LATER);
    walk(false);
    assertThat(mirrored.open(DriftKind.UNLISTED)).isEmpty();
  }

  @Test
  void readsSeldomWhatListGoesOnLeavingOut() {
    fleet(1);
    world.advance(LATER);
    for (var i = 0; i < 60; i++) {
      world.advance(LATER);
      world.api().nextList(_ -> world.api().page(List.of()));
      walk(false);
    }

    var often = LATER.multipliedBy(60).dividedBy(Mirrored.SETTINGS.detection().multipliedBy(4));
    assertThat(reads()).isPositive().isLessThanOrEqualTo(often);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.api().remove(SANDBOX);
    world.advance(Mirrored.SETTINGS.detection().multipliedBy(4));
    walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  private long reads() {
    return world.api().log().stream().filter(call -> call.startsWith("read ")).count();
  }

  @Test
  void staysBelievedWhileItsReadFails() {
    fleet(1);
    world.api().remove(SANDBOX);
    walk(false);
    world
        .api()
        .nextRead(_ -> {
          throw new E2bException(E2bException.Kind.TIMEOUT, "slow");
        });
    world.advance(LATER);
    walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);

    world.api().nextRead(_ -> new Reading.Missing(world.clock().instant()));
    world.advance(LATER);
    walk(false);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void whatWasHeardOfSinceIsNotAbsent() {
    fleet(1);
    world.api().remove(SANDBOX);
    mirrored.heard(
        Mirrored.created(new SandboxId("ilate"), world.clock().instant(), ""), Source.WEBHOOK);

    walk(false);
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
    walk(false);

    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Freezes.SHRINK));
    assertThat(world.standing().doubts()).containsKey(Freezes.SHRINK);
    assertThat(world.standing().lastWalkAt()).isEqualTo(walkedAt);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  /** A new store reads in E2B's log of deliveries that failed what began a week ago. */
  @Test
  void whatWasOverBeforeWeWatchedHasNotVanished() {
    fleet(10);
    for (var i = 0; i < 20; i++) {
      var old =
          Mirrored.created(new SandboxId("iold" + i), FakeClock.START.minusSeconds(i + 1), "");
      mirrored.heard(old, Source.DELIVERY_LOG);
    }
    world.advance(LATER);
    walk(false);

    assertThat(world.freezes().all()).isEmpty();
    assertThat(world.standing().doubts()).isEmpty();
  }

  /** It was left out of the configuration for a while, say. */
  @Test
  void whatAListHasShownVanishesThoughItsAccountIsWatchedAnew() {
    fleet(10);
    world.advance(LATER);
    world.standing().watchedSince(world.clock().instant());
    world.api().nextList(_ -> world.api().page(List.of()));
    walk(false);

    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void shrinkIsNoLongerDoubtedWhenListIsWholeAgain() {
    fleet(10);
    world.api().nextList(_ -> world.api().page(List.of()));
    walk(false);
    world.advance(LATER);
    walk(false);

    assertThat(world.standing().doubts()).isEmpty();
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void fewerThanFiveAreNoShrink() {
    fleet(4);
    world.api().nextList(_ -> world.api().page(List.of()));
    walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void thirtyPercentAreNoShrink() {
    fleet(20);
    for (var i = 1; i <= 6; i++) {
      world.api().remove(new SandboxId("isandbox" + i));
    }
    walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void whatPassedItsEndIsNoShrink() {
    fleet(10);
    world.advance(ReapWorld.LIFE);
    world.api().nextList(_ -> world.api().page(List.of()));
    walk(false);

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
    walk(false);

    assertThat(world.freezes().all()).isEmpty();
  }

  /** The next list is without these, and E2B's total is not. */
  private void hide(Set<SandboxId> sandboxes) {
    world.api().nextList(_ -> hidden(sandboxes));
  }

  private Page hidden(Set<SandboxId> sandboxes) {
    var rows =
        world.api().rows().stream().filter(row -> !sandboxes.contains(row.sandbox())).toList();
    return new Page(rows, null, world.api().rows().size(), 0, world.clock().instant());
  }

  private void listAsIfCounted(int total) {
    world.api().nextList(_ -> counted(total));
  }

  private Page counted(int total) {
    return new Page(world.api().rows(), null, total, 0, world.clock().instant());
  }

  private WalkResult walk(boolean first) {
    return resync.walk(first, Set.of());
  }

  private void fleet(int count) {
    world.born(count);
    walk(true);
    world.advance(LATER);
  }
}

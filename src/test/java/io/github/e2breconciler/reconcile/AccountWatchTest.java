package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AccountWatchTest {

  private static final Secret NEW_KEY = Secret.of("e2b_key_two");

  private static final Duration DAY = Duration.ofDays(1);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);

  @Test
  void walksThoughFeedFails() {
    var watch = mirrored.watch(Mirrored.KEY);
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    world.born(3);

    assertThat(watch.resync().complete()).isTrue();
    assertThat(world.inventory().living(ACCOUNT)).hasSize(3);
  }

  @Test
  void walksMoreOftenWhileFeedFails() {
    world.born(200);
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    for (var i = 0; i < 4; i++) {
      world.advance(Duration.ofSeconds(15));
      watch.step();
    }
    world.born(new SandboxId("inew"));
    for (var i = 0; i < 3; i++) {
      world.advance(Duration.ofSeconds(15));
      watch.step();
    }

    assertThat(world.inventory().living(ACCOUNT)).hasSize(201);
  }

  /** What a walk found could not be stored: the next one is not left to whoever may ask for it. */
  @Test
  void walksAgainSoonAfterStoreBrokeAWalkOff() {
    var full = new AtomicBoolean();
    var breaking =
        new ReapWorld(() -> {
          if (full.get()) {
            throw new IllegalStateException("the disk is full");
          }
        });
    breaking.born(200);
    var brokenOff = new Mirrored(breaking);
    var watch = brokenOff.watch(Mirrored.KEY);
    watch.step();
    breaking.advance(Duration.ofMinutes(5));
    breaking.born(new SandboxId("inew"));
    brokenOff.suspicions.raise(ACCOUNT, Suspicion.STALE_WALK, "as it seems");
    full.set(true);
    assertThatThrownBy(watch::step).isInstanceOf(StoreException.class);

    full.set(false);
    breaking.born(new SandboxId("inewer"));
    for (var i = 0; i < 2; i++) {
      breaking.advance(Duration.ofSeconds(15));
      watch.step();
    }

    assertThat(breaking.inventory().countLiving(ACCOUNT, 1_000)).isEqualTo(202);
  }

  @Test
  void triesAnOpenCircuitOnceItsRestIsOver() {
    world.born(3);
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.api().circuitOpen(true);
    world.api().forgetLog();
    world.advance(Duration.ofMinutes(1));
    watch.step();
    assertThat(world.api().log()).isEmpty();

    world.api().circuitTried();
    world.advance(Duration.ofMinutes(1));
    watch.step();
    assertThat(world.api().log()).isNotEmpty();
  }

  @Test
  void leavesFeedToPassesWhereListIsTheCatchUp() {
    world.born(3);
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    watch.resync();
    world.api().forgetLog();

    for (var i = 0; i < 43; i++) { // passes are 40 to 44 detection times apart
      world.advance(Duration.ofSeconds(15));
      watch.step();
    }
    watch.resync();

    assertThat(world.api().sent("events")).isEqualTo(1);
  }

  @Test
  void asksNoMachineUnlessToldTo() {
    world.born(3);
    var watch = mirrored.watch(Mirrored.KEY);
    stepTwice(watch);

    assertThat(world.api().sent("probe")).isZero();
  }

  @Test
  void asksMachinesInScopeForASignOfLifeWhereToldTo() {
    world.born(3);
    world.api().crash(SANDBOX);
    stepTwice(mirrored.probing());

    assertThat(world.api().sent("probe")).isEqualTo(3);
    assertThat(mirrored.open(DriftKind.GHOST)).hasSize(1);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  private void stepTwice(AccountWatch watch) {
    watch.step();
    world.advance(Duration.ofSeconds(15));
    watch.step();
  }

  @Test
  void feedIsPendingUntilItWasRead() {
    var watch = mirrored.watch(Mirrored.KEY);
    assertThat(watch.feedPending()).isTrue();
    watch.resync();
    assertThat(watch.feedPending()).isFalse();
  }

  @Test
  void feedThatFailsIsNotWaitedFor() {
    var watch = mirrored.watch(Mirrored.KEY);
    world.api().feedTrouble(E2bException.Kind.UNAVAILABLE);
    watch.resync();
    assertThat(watch.feedPending()).isFalse();
  }

  @Test
  void trustsNewKeyThatShowsKnownSandbox() {
    world.born(2);
    mirrored.watch(Mirrored.KEY).resync();
    var watch = mirrored.watch(NEW_KEY);

    watch.resync();
    assertThat(watch.standing().doubts()).isEmpty();
  }

  @Test
  void doesNotTakeWhatFeedOfNewKeyShowsForKnown() {
    world.born(2);
    mirrored.watch(Mirrored.KEY).resync();
    var watch = mirrored.watch(NEW_KEY);
    anotherTeam();
    world.api().file(Mirrored.created(new SandboxId("iforeign"), world.clock().instant(), ""));

    watch.resync();
    assertThat(watch.standing().doubts()).containsKey(Pins.PINNED);
    assertThat(world.freezes().all()).hasSize(1);
  }

  /** Who uses its sandboxes had nobody to tell while another team was meant. */
  @Test
  void watchesAnewWhatHumanAgreedIsAnotherTeam() {
    world.born(2);
    mirrored.watch(Mirrored.KEY).resync();
    anotherTeam();
    world.advance(DAY);
    var restarted = world.clock().instant();
    var watch = mirrored.watch(NEW_KEY);
    watch.resync();
    assertThat(watch.standing().watchedSince()).isEqualTo(FakeClock.START);
    world.freezes().lift(ACCOUNT, "we moved");

    watch.resync();
    assertThat(watch.standing().doubts()).isEmpty();
    assertThat(watch.standing().watchedSince()).isEqualTo(restarted);
    assertThat(mirrored.watch(NEW_KEY).standing().watchedSince()).isEqualTo(restarted);
  }

  @Test
  void doesNotTakeWhatIsOnlyHeardOfForShown() {
    world.born(2);
    mirrored.watch(Mirrored.KEY).resync();
    var watch = mirrored.watch(NEW_KEY);
    anotherTeam();
    mirrored.heard(Mirrored.created(SANDBOX, world.clock().instant(), ""), Source.WEBHOOK);

    watch.resync();
    assertThat(watch.standing().doubts()).containsKey(Pins.PINNED);
  }

  @Test
  void freezesWhenManyLeasesExpireAtOnce() {
    var keys =
        IntStream.range(0, 6)
            .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId("isandbox" + i)))
            .toList();
    world.leases().renew(keys, Duration.ofSeconds(90), "me");
    world.advance(Duration.ofSeconds(90));
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    watch.step();

    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Freezes.MASS_EXPIRY));
  }

  @Test
  void doesNotFreezeWhenFewLeasesExpire() {
    for (var i = 0; i < 12; i++) {
      var ttl = Duration.ofSeconds(i < 6 ? 90 : 300);
      world
          .leases()
          .renew(List.of(LeaseKey.sandbox(null, new SandboxId("isandbox" + i))), ttl, "me");
    }
    world.advance(Duration.ofSeconds(90));
    mirrored.watch(Mirrored.KEY).step();

    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void doesNotWaitForClockThatWasSetBack() {
    world.born(3);
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.clock().jump(Duration.ofHours(-1));
    world.api().forgetLog();
    watch.step();

    assertThat(world.api().sent("list")).isOne();
  }

  @Test
  void leavesWalkToScheduledPass() {
    for (var i = 0; i < 200; i++) {
      world.born(new SandboxId("ilong" + i));
      world.api().resumeNow(new SandboxId("ilong" + i), world.clock().instant().plus(DAY));
    }
    var watch = mirrored.watch(Mirrored.KEY);
    var timetable =
        new Timetable(
            new Intervals(Mirrored.SETTINGS.detection()),
            world.clock(),
            new SplittableRandom(3),
            Stream::empty);
    watch.step();
    world.api().forgetLog();
    var passes = 0;
    for (var second = 0; second < 6 * 3_600; second++) {
      world.advance(Duration.ofSeconds(1));
      if (timetable.due() != null) {
        timetable.started();
        watch.resync();
        passes++;
      }
      watch.step();
    }

    assertThat(passes).isBetween(32, 37);
    assertThat(world.api().sent("list")).isEqualTo(passes);
  }

  @Test
  void countsResyncOfPassAsCatchUp() {
    world.born(200);
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.advance(Duration.ofSeconds(10));
    watch.resync();
    world.api().forgetLog();

    world.advance(Duration.ofSeconds(15).minusMillis(1));
    watch.step();
    assertThat(world.api().sent("events")).isZero();
    world.advance(Duration.ofMillis(1));
    watch.step();
    assertThat(world.api().sent("events")).isOne();
  }

  @Test
  void newStoreTakesHistoryForNoDrift() {
    world.born(3);
    for (var i = 1; i <= 3; i++) {
      world
          .api()
          .file(Mirrored.created(new SandboxId("isandbox" + i), world.clock().instant(), ""));
    }
    world.advance(Duration.ofSeconds(20));
    mirrored.watch(Mirrored.KEY).step();

    assertThat(mirrored.drifts.recent()).isEmpty();
    assertThat(mirrored.raised(Suspicion.GAP)).isZero();
    assertThat(world.inventory().living(ACCOUNT)).hasSize(3);
  }

  @Test
  void pageThatIsTheFleetShrinksOnlyByWhatFeedDoesNotExplain() {
    var watch = settled(10);
    for (var i = 1; i <= 9; i++) {
      var id = new SandboxId("isandbox" + i);
      world.api().remove(id);
      world.api().file(Mirrored.killed(id, world.clock().instant()));
    }
    world.advance(Duration.ofSeconds(15));
    watch.step();

    assertThat(world.freezes().all()).isEmpty();
    assertThat(world.inventory().living(ACCOUNT)).hasSize(1);
  }

  @Test
  void killLostByWebhookGetsItsTrueTimeWherePageIsTheFleet() {
    var watch = settled(10);
    var at = world.clock().instant();
    world.api().remove(SANDBOX);
    world.api().file(Mirrored.killed(SANDBOX, at));
    world.advance(Duration.ofSeconds(15));
    watch.step();

    assertThat(mirrored.drifts.recent())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.drift().happenedAt()).isEqualTo(at);
          assertThat(entry.drift().source()).isEqualTo(Source.FEED);
        });
  }

  @Test
  void readsFeedRarelyWherePageIsTheFleet() {
    var watch = settled(10);
    world.api().forgetLog();
    for (var i = 0; i < 120; i++) {
      world.advance(Duration.ofSeconds(15));
      watch.step();
    }

    assertThat(world.api().sent("list")).isBetween(119L, 121L);
    assertThat(world.api().sent("events")).isBetween(2L, 4L);
  }

  @Test
  void looksFourTimesLessWhileNothingIsAlive() {
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.api().forgetLog();
    for (var i = 0; i < 40; i++) {
      assertThat(watch.step()).isLessThanOrEqualTo(Duration.ofSeconds(15));
      world.advance(Duration.ofSeconds(15));
    }

    assertThat(world.api().sent("events")).isBetween(9L, 11L);
  }

  @Test
  void looksSoonOnceFirstSandboxComesToLife() {
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.advance(Duration.ofSeconds(1));
    mirrored.heard(Mirrored.created(SANDBOX, world.clock().instant(), ""), Source.WEBHOOK);
    world.api().forgetLog();
    world.advance(Duration.ofSeconds(14));
    watch.step();

    assertThat(world.api().log()).isNotEmpty();
  }

  @Test
  void asksFeedForEverythingButUpdates() {
    settled(200);
    world.api().file(Mirrored.updated(SANDBOX, world.clock().instant(), world.clock().instant()));
    var watch = mirrored.watch(Mirrored.KEY);
    watch.resync();

    assertThat(mirrored.drifts.recent()).isEmpty();
  }

  @Test
  void walksEverLessOftenWhileWalksAreIncomplete() {
    var watch = settled(200);
    world.api().forgetLog();
    for (var i = 0; i < 240; i++) {
      world.api().nextList(_ -> world.api().page(world.api().rows(), 300));
      world.advance(Duration.ofSeconds(15));
      watch.step();
    }

    assertThat(world.api().sent("list")).isBetween(9L, 14L);
  }

  @Test
  void confirmsAbsenceSoonAfterIncompleteWalksHaveEnded() {
    var watch = settled(200);
    world.api().remove(SANDBOX);
    world.advance(Duration.ofMinutes(12));
    watch.step();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    world.advance(Duration.ofSeconds(10));
    watch.step();

    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @Test
  void readsAllOfLostNodeAfterItsConfirmingWalk() {
    var watch = settled(500);
    for (var i = 1; i <= 150; i++) {
      world.api().remove(new SandboxId("isandbox" + i));
    }
    world.advance(Duration.ofMinutes(12));
    watch.step();
    world.api().forgetLog();
    world.advance(Duration.ofSeconds(10));
    var pause = watch.step();
    while (pause.compareTo(Duration.ofSeconds(1)) < 0) {
      world.advance(pause);
      pause = watch.step();
    }

    assertThat(world.inventory().living(ACCOUNT)).hasSize(350);
    assertThat(world.api().sent("list")).isOne();
    assertThat(world.api().sent("read")).isEqualTo(150);
  }

  /** A fleet that lives for a month, walked once. */
  private AccountWatch settled(int fleet) {
    for (var i = 1; i <= fleet; i++) {
      var id = new SandboxId("isandbox" + i);
      world.born(id);
      world.api().resumeNow(id, world.clock().instant().plus(DAY.multipliedBy(30)));
    }
    world.advance(Duration.ofSeconds(5));
    var watch = mirrored.watch(Mirrored.KEY);
    watch.step();
    world.advance(Duration.ofSeconds(60));
    watch.step();
    return watch;
  }

  /** The key now opens another team's door. */
  private void anotherTeam() {
    world.advance(Duration.ofMinutes(1));
    world.api().remove(SANDBOX);
    world.api().remove(new SandboxId("isandbox2"));
    world.born(new SandboxId("iforeign"));
  }
}

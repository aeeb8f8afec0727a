package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What raises each suspicion, and what it brings forward. */
final class SuspicionTest {

  private static final Duration DETECTION = Mirrored.SETTINGS.detection();

  private boolean diskFull;
  private final ReapWorld world =
      new ReapWorld(() -> {
        if (diskFull) {
          throw new IllegalStateException("disk full");
        }
      });
  private final Mirrored mirrored = new Mirrored(world);
  private final AccountWatch watch = mirrored.watch(Mirrored.KEY);

  @ParameterizedTest
  @EnumSource
  void startsAtZero(Suspicion cause) {
    assertThat(mirrored.raised(cause)).isZero();
    assertThat(cause.remedies()).isNotEmpty();
    assertThat(cause.label()).doesNotContain("_");
  }

  @Test
  void wakesTheAccountItIsAbout() {
    var woken = new ArrayList<AccountId>();
    mirrored.suspicions.onRaised(woken::add);

    mirrored.heard(Mirrored.killed(SANDBOX, now()), Source.WEBHOOK);
    assertThat(woken).containsExactly(ACCOUNT);
  }

  @Test
  void remediesAreTakenOnce() {
    mirrored.suspicions.raise(ACCOUNT, Suspicion.CLOCK_JUMP, "because");
    mirrored.suspicions.raise(ACCOUNT, Suspicion.GAP, "because");

    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.FEED, Remedy.WALK))
        .containsExactly(Remedy.FEED, Remedy.WALK);
    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.values())).containsExactly(Remedy.CHECK);
    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.values())).isEmpty();
  }

  @Test
  void floodOfSuspectsMakesWalk() {
    for (var i = 0; i < 1_001; i++) {
      mirrored.heard(Mirrored.killed(new SandboxId("iunknown" + i), now()), Source.WEBHOOK);
    }

    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.WALK)).isNotEmpty();
    assertThat(mirrored.suspicions.takeSandboxes(ACCOUNT)).hasSize(100);
  }

  @Test
  void unknownSandboxIsRead() {
    settle(0);
    mirrored.heard(Mirrored.killed(SANDBOX, now()), Source.WEBHOOK);
    watch.step();

    assertThat(mirrored.raised(Suspicion.UNKNOWN_SANDBOX)).isOne();
    assertThat(world.api().log()).containsExactly("read " + SANDBOX);
  }

  @Test
  void lifeOfTombstoneIsRead() {
    settle(1);
    mirrored.heard(Mirrored.killed(SANDBOX, now()), Source.WEBHOOK);
    world.advance(Duration.ofSeconds(1));
    mirrored.heard(Mirrored.created(SANDBOX, now(), ""), Source.WEBHOOK);
    watch.step();

    assertThat(mirrored.raised(Suspicion.TOMBSTONE)).isOne();
    assertThat(world.api().sent("read")).isOne();
  }

  @Test
  void unknownTypeIsRead() {
    settle(1);
    var header = Mirrored.created(SANDBOX, now(), "").header();
    mirrored.heard(new LifecycleEvent.Unrecognised(header), Source.WEBHOOK);
    watch.step();

    assertThat(mirrored.raised(Suspicion.UNKNOWN_TYPE)).isOne();
    assertThat(world.api().sent("read")).isOne();
  }

  @Test
  void burstOfBadSignaturesBringsFeed() {
    settle(3);
    mirrored.suspicions.raise(ACCOUNT, Suspicion.BAD_SIGNATURES, "five in a minute");
    watch.step();

    assertThat(mirrored.raised(Suspicion.BAD_SIGNATURES)).isOne();
    assertThat(world.api().sent("events")).isOne();
    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.CHECK)).isNotEmpty();
  }

  @Test
  void feedHasWhatNoWebhookBrought() {
    settle(200);
    world.api().file(Mirrored.created(new SandboxId("inew"), now(), ""));
    pass(DETECTION);

    assertThat(mirrored.raised(Suspicion.GAP)).isOne();
    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.CHECK)).isNotEmpty();
  }

  @Test
  void whatHappenedBeforeAnybodyWatchedIsNoGap() {
    var before = now().minus(Duration.ofMinutes(10));
    world.api().file(Mirrored.created(new SandboxId("iold"), before, ""));
    settle(200);
    pass(DETECTION);

    assertThat(world.inventory().find(new SandboxKey(ACCOUNT, new SandboxId("iold")))).isNotNull();
    assertThat(mirrored.raised(Suspicion.GAP)).isZero();
  }

  @Test
  void feedThatIsFasterThanWebhookIsNoGap() {
    settle(200);
    world.advance(DETECTION.minusSeconds(5));
    world.api().file(Mirrored.created(new SandboxId("inew"), now(), ""));
    pass(Duration.ofSeconds(5));

    assertThat(mirrored.raised(Suspicion.GAP)).isZero();
  }

  @Test
  void noGapWhereNoWebhookIsExpected() {
    world.born(200);
    var deaf = mirrored.watch(Mirrored.URL, Mirrored.KEY, false);
    deaf.step();
    world.api().file(Mirrored.created(new SandboxId("inew"), now(), ""));
    world.advance(DETECTION);
    deaf.step();

    assertThat(mirrored.raised(Suspicion.GAP)).isZero();
  }

  @Test
  void webhookIsSilentWhileListChanges() {
    settle(3);
    world.born(new SandboxId("inew"));
    pass(DETECTION);

    assertThat(mirrored.raised(Suspicion.SILENT_WEBHOOK)).isOne();
    assertThat(mirrored.suspicions.take(ACCOUNT, Remedy.CHECK)).isNotEmpty();
  }

  @Test
  void webhookThatLostOneOfManyIsNotSilent() {
    settle(3);
    world.advance(Duration.ofSeconds(1));
    world.born(new SandboxId("iheard"));
    mirrored.heard(Mirrored.created(new SandboxId("iheard"), now(), ""), Source.WEBHOOK);
    world.born(new SandboxId("inew"));
    pass(DETECTION);

    assertThat(mirrored.raised(Suspicion.SILENT_WEBHOOK)).isZero();
  }

  @Test
  void webhookIsNotSilentWhileItsFirstAttemptMayBeUnderWay() {
    settle(3);
    world.advance(DETECTION.minusSeconds(4));
    world.born(new SandboxId("inew"));
    pass(Duration.ofSeconds(4));

    assertThat(mirrored.raised(Suspicion.SILENT_WEBHOOK)).isZero();
  }

  @Test
  void webhookIsNotSilentWhereE2bHasNone() {
    settle(3);
    mirrored.drifts.expectWebhooks(ACCOUNT, false);
    world.born(new SandboxId("inew"));
    pass(DETECTION);

    assertThat(mirrored.raised(Suspicion.SILENT_WEBHOOK)).isZero();
  }

  @Test
  void restartBringsFeedAndWalk() {
    settle(200);
    assertThat(mirrored.raised(Suspicion.RESTART)).isZero();
    mirrored.watch(Mirrored.KEY).step();

    assertThat(mirrored.raised(Suspicion.RESTART)).isOne();
    assertThat(world.api().log()).containsExactly("events", "list");
  }

  @Test
  void downForLongerThanFeedKeepsEvents() {
    world.api().file(Mirrored.created(SANDBOX, now(), ""));
    settle(1);
    world.api().remove(SANDBOX);
    world.advance(Duration.ofDays(7).plusHours(1));
    var back = mirrored.watch(Mirrored.KEY);
    back.step();
    world.advance(Duration.ofSeconds(10));
    back.step();

    assertThat(mirrored.raised(Suspicion.PAST_RETENTION)).isOne();
    assertThat(world.inventory().living(ACCOUNT)).isEmpty();
    assertThat(mirrored.drifts.recent())
        .extracting(entry -> entry.drift().kind().label())
        .contains("missed-killed");
  }

  @Test
  void downForAsLongAsFeedKeepsEventsLosesNone() {
    world.api().file(Mirrored.created(SANDBOX, now(), ""));
    settle(1);
    world.advance(Duration.ofDays(7).minusHours(2));
    mirrored.watch(Mirrored.KEY).step();

    assertThat(mirrored.raised(Suspicion.PAST_RETENTION)).isZero();
  }

  @Test
  void quietAccountIsNotOutlived() {
    world.api().file(Mirrored.created(SANDBOX, now(), ""));
    settle(1);
    for (var day = 0; day < 9; day++) {
      pass(Duration.ofDays(1));
    }
    mirrored.watch(Mirrored.KEY).step();

    assertThat(mirrored.raised(Suspicion.PAST_RETENTION)).isZero();
  }

  @Test
  void walkIsStaleAfterTwoIntervals() {
    settle(200);
    var interval = new Intervals(DETECTION).walk();
    for (var passed = Duration.ZERO;
        passed.compareTo(interval.multipliedBy(2)) <= 0;
        passed = passed.plus(DETECTION)) {
      world
          .api()
          .nextList(_ -> {
            throw new E2bException(E2bException.Kind.UNAVAILABLE, "503");
          });
      pass(DETECTION);
    }

    assertThat(mirrored.raised(Suspicion.STALE_WALK)).isOne();
  }

  @Test
  void clockSetBackBringsFeedAndWalk() {
    settle(200);
    world.clock().jump(Duration.ofHours(-1));
    watch.step();

    assertThat(mirrored.raised(Suspicion.CLOCK_JUMP)).isOne();
    assertThat(world.api().log()).contains("events", "list");
  }

  @Test
  void clockThatMovedAwayFromE2bsBringsFeedAndWalk() {
    settle(200);
    world.api().skewMillis(-Vigil.JUMP.toMillis());
    watch.step();
    assertThat(mirrored.raised(Suspicion.CLOCK_JUMP)).isZero();

    world.api().skewMillis(1L);
    watch.step();
    assertThat(mirrored.raised(Suspicion.CLOCK_JUMP)).isOne();
    assertThat(world.api().log()).contains("events", "list");
  }

  @Test
  void shrinkFreezes() {
    settle(10);
    world.advance(DETECTION);
    world.api().nextList(_ -> world.api().page(List.of()));
    watch.step();

    assertThat(mirrored.raised(Suspicion.SHRINK)).isOne();
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void massExpiryFreezes() {
    leases(6, Duration.ofSeconds(90));
    world.advance(Duration.ofSeconds(90));
    watch.step();
    watch.step();

    assertThat(mirrored.raised(Suspicion.MASS_EXPIRY)).isOne();
    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Freezes.MASS_EXPIRY));
  }

  @Test
  void massExpiryIsSeenHoweverSeldomOneLooks() {
    leases(6, Duration.ofMinutes(10));
    watch.step();
    world.advance(Duration.ofMinutes(40));
    watch.step();

    assertThat(mirrored.raised(Suspicion.MASS_EXPIRY)).isOne();
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void fewOwnersOfManySandboxesAreMassExpiry() {
    settle(5);
    owners("job-42", "another");

    assertThat(mirrored.raised(Suspicion.MASS_EXPIRY)).isOne();
    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze ->
            assertThat(freeze.reason()).isEqualTo("2 of 2 live leases expired within a minute"));
  }

  @Test
  void fewOwnersOfFewSandboxesAreNoMassExpiry() {
    settle(4);
    owners("job-42", "another");

    assertThat(world.freezes().all()).isEmpty();
  }

  /** Its sandboxes are orphans. */
  @Test
  void oneOwnerIsNoMassExpiry() {
    settle(5);
    owners("job-42");

    assertThat(world.freezes().all()).isEmpty();
  }

  private void owners(String... names) {
    var keys = Stream.of(names).map(name -> LeaseKey.owner(null, name)).toList();
    world.leases().renew(keys, Duration.ofSeconds(90), "me");
    pass(Duration.ofSeconds(80));
    pass(Duration.ofSeconds(15));
  }

  @Test
  void leasesThatEndOneByOneAreNoMassExpiry() {
    for (var minutes = 2; minutes < 40; minutes += 2) {
      leases(1, Duration.ofMinutes(minutes));
    }
    watch.step();
    world.advance(Duration.ofMinutes(27));
    leases(1, Duration.ofHours(9));
    watch.step();

    assertThat(mirrored.raised(Suspicion.MASS_EXPIRY)).isZero();
  }

  /** As they do when the way to us breaks, a third of their time to live apart. */
  @Test
  void leasesThatEndOneByOneWhileNobodyIsHeardAreAMassExpiry() {
    silence(9, Duration.ofMinutes(20));

    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> {
          assertThat(freeze.cause()).isEqualTo(Freezes.MASS_EXPIRY);
          assertThat(freeze.reason())
              .isEqualTo("5 of 9 live leases expired with no heartbeat since 2026-01-01T00:01:00Z");
        });
  }

  @Test
  void silenceThatSomebodyKnowsOfIsNotToldAgain() {
    silence(9, Duration.ofMinutes(20));
    world.freezes().lift(null, "we know");
    for (var minutes = 0; minutes < 30; minutes++) {
      pass(Duration.ofMinutes(1));
    }

    assertThat(world.freezes().all()).isEmpty();
    assertThat(mirrored.raised(Suspicion.MASS_EXPIRY)).isOne();
  }

  /** Who ends what he had, and then falls silent, has gone home. */
  @Test
  void silenceOfThoseWhoLeftNothingIsNoMassExpiry() {
    watch.step();
    for (var i = 0; i < 9; i++) {
      leases(1, Duration.ofMinutes(20 + 2L * i));
    }
    for (var minutes = 0; minutes < 40; minutes++) {
      pass(Duration.ofMinutes(1));
    }

    assertThat(world.freezes().all()).isEmpty();
  }

  private void silence(int count, Duration ttl) {
    settle(count);
    for (var i = 0; i < count; i++) {
      var key = LeaseKey.sandbox(null, new SandboxId("isandbox" + (i + 1)));
      world.leases().renew(List.of(key), ttl.plusMinutes(2L * i), "me");
    }
    for (var minutes = 0; minutes < 40 && world.freezes().all().isEmpty(); minutes++) {
      pass(Duration.ofMinutes(1));
    }
  }

  @Test
  void massExpiryWhoseFreezeWasNotStoredIsLookedAtOnceMore() {
    watch.step();
    leases(8, Duration.ofMinutes(10));
    pass(Duration.ofMinutes(9));
    world.advance(Duration.ofMinutes(3));
    diskFull = true;
    assertThatThrownBy(watch::step).isInstanceOf(StoreException.class);
    diskFull = false;
    pass(Duration.ofSeconds(5));

    assertThat(world.freezes().all()).hasSize(1);
  }

  private void leases(int count, Duration ttl) {
    var keys =
        IntStream.range(0, count)
            .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId("i" + ttl.toSeconds() + "n" + i)))
            .toList();
    world.leases().renew(keys, ttl, "me");
  }

  /** A fleet that is known, and nothing due. */
  private void settle(int fleet) {
    for (var i = 1; i <= fleet; i++) {
      var id = new SandboxId("isandbox" + i);
      world.born(id);
      world.api().resumeNow(id, now().plus(Duration.ofDays(30)));
    }
    watch.step();
    pass(DETECTION.multipliedBy(4)); // at the first step nothing was known to be alive
    world.api().forgetLog();
  }

  private void pass(Duration span) {
    world.advance(span);
    watch.step();
  }

  private Instant now() {
    return world.clock().instant();
  }
}

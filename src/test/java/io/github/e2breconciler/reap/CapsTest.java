package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a cap nothing begins, and the account freezes until a human says otherwise. */
final class CapsTest {

  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final ReapWorld world = new ReapWorld();

  @BeforeEach
  void becomeOlderThanTheStore() {
    world.advance(Duration.ofSeconds(1));
  }

  @Test
  void endsAsManyAsPassMay() {
    condemned(4, new Caps(4, 100, 60, 500));

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(4);
    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void showsHowMuchOfTheCapsIsUsed() {
    condemned(2, new Caps(4, 100, 60, 500));
    assertThat(used("per-hour")).isZero();

    world.pass();
    assertThat(used("per-hour")).isEqualTo(2);

    world.advance(Duration.ofHours(1).plusMillis(1));
    assertThat(used("per-hour")).isZero();
    assertThat(used("per-day")).isEqualTo(2);
  }

  /** A scrape that waits for the store gives up, and takes along the metric that says why. */
  @Test
  void asksNoStoreInTroubleHowMuchIsUsed() {
    var full = new AtomicBoolean();
    var sick =
        new ReapWorld(() -> {
          if (full.get()) {
            throw new IllegalStateException("the disk is full");
          }
        });
    full.set(true);
    assertThat(sick.store().check().ok()).isFalse();
    var reads = sick.meters().get("e2b_reconciler.store.reads").counter();
    var before = reads.count();

    assertThat(sick.meters().get("e2b_reconciler.cap.used").gauges())
        .isNotEmpty()
        .allSatisfy(gauge -> assertThat(gauge.value()).isNaN());
    assertThat(reads.count()).isEqualTo(before);
  }

  @Test
  void endsNothingAndFreezesOverCapOfPass() {
    condemned(5, new Caps(4, 100, 60, 500));

    assertThat(world.pass()).extracting(Result::guard).containsOnly("caps").hasSize(5);
    assertNothingSentAndFrozen();
  }

  @ParameterizedTest
  @CsvSource({"3,10,3,true", "4,10,4,false", "31,10,4,true", "31,10,5,false", "3,0,1,false"})
  void allowsShareOfRunningRoundedUpButAtLeastThree(
      int running, int share, int condemned, boolean allowed) {
    world.caps(new Caps(100, share, 100, 500));
    world.born(condemned);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    for (var i = condemned + 1; i <= Math.max(running, condemned); i++) {
      world.born(new SandboxId("iyoung" + i));
    }
    world.walk();
    world.reaper().judge(world.standing());
    world.advance(Duration.ofMinutes(5));

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(allowed ? condemned : 0);
    assertThat(world.freezes().all()).hasSize(allowed ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"0,100,60,500", "10,0,60,500", "10,100,0,500", "10,100,60,0"})
  void takesZeroForNone(int perPass, int share, int perHour, int perDay) {
    condemned(1, new Caps(perPass, share, perHour, perDay));

    world.pass();
    assertNothingSentAndFrozen();
  }

  /** In days of pausing much comes together, of which nobody has seen a kill. */
  @Test
  void killsOfWhatWasPausedDaysAgoCountAnew() {
    world.caps(new Caps(3, 100, 3, 3)).mode(Action.PAUSE);
    world.advance(Duration.ofSeconds(1));
    for (var day = 1; day <= 2; day++) {
      for (var i = 1; i <= 3; i++) {
        world.born(new SandboxId("iday" + day + "n" + i));
      }
      world.due();
      world.pass();
      world.verify();
      world.advance(Duration.ofDays(1).plusSeconds(1));
    }
    assertThat(world.api().sent("pause")).isEqualTo(6);
    world.mode(Action.KILL).settled();

    world.pass();

    assertThat(world.api().sent("kill")).isZero();
    assertThat(world.freezes().all())
        .singleElement()
        .matches(freeze -> freeze.reason().equals("6 in one pass, the cap is 3"));
  }

  @Test
  void endsNothingOverCapOfHour() {
    condemned(2, new Caps(10, 100, 3, 500));
    world.pass();
    world.verify();
    bornAndDue("ilater", 2);

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(2);
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void countsHourAcrossRestart() {
    condemned(2, new Caps(10, 100, 3, 500));
    world.pass();
    world.verify();
    bornAndDue("ilater", 2);
    world.restart();
    world.settled();

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(2);
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void countsSandboxInHourOfItsFirstStepOnly() {
    condemned(2, new Caps(10, 100, 3, 500));
    world.pass();
    world.verify();
    world.advance(Duration.ofHours(1));
    bornAndDue("ilater", 2);

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(4);
  }

  /** Begun by another hand, say, between the count of the pass and the step. */
  @Test
  void freezesWhereCapOfHourIsReachedDuringPass() {
    condemned(2, new Caps(10, 100, 2, 500));
    world
        .api()
        .nextRead(id -> {
          var intent =
              new IntentRow(
                  "other",
                  "case",
                  ACCOUNT.name(),
                  "iother",
                  "pause",
                  0,
                  false,
                  millis(),
                  millis(),
                  1,
                  "none",
                  null,
                  null,
                  millis(),
                  "paused",
                  null);
          world.store().writeVoid(tx -> tx.intents().upsert(intent));
          return world.api().readNow(id);
        });

    assertThat(world.pass()).extracting(Result::guard).containsExactly("", "caps");
    assertThat(world.api().sent("pause")).isOne();
    assertThat(world.freezes().all())
        .extracting(FreezeRow::cause, FreezeRow::reason)
        .containsExactly(tuple(Freezes.CAP, "3 within an hour, the cap is 2"));
  }

  private long millis() {
    return world.clock().instant().toEpochMilli();
  }

  @Test
  void endsNothingOverCapOfDay() {
    condemned(2, new Caps(10, 100, 60, 3));
    world.pass();
    world.verify();
    world.advance(Duration.ofHours(2));
    bornAndDue("ilater", 2);

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(2);
  }

  @Test
  void countsSandboxOnceForBothItsSteps() {
    condemned(1, new Caps(10, 100, 1, 1));
    world.pass();
    world.verify();
    world.advance(QUARANTINE);

    world.pass();
    assertThat(world.api().sent("kill")).isOne();
    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void countsSandboxOnceThatIsCondemnedAgain() {
    condemned(1, new Caps(10, 100, 1, 1));
    world.pass();
    world.verify();
    world.advance(Duration.ofSeconds(1));
    world.api().resumeNow(SANDBOX, world.clock().instant().plusSeconds(60));
    world.walk();
    world.reaper().judge(world.standing());
    world.due();

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(2);
    assertThat(world.freezes().all()).isEmpty();
    assertThat(used("per-hour")).isOne();
  }

  @ParameterizedTest
  @CsvSource({"0,100,60,500", "10,0,60,500", "10,100,0,500", "10,100,60,0"})
  void zeroStopsTheLaterStepToo(int perPass, int share, int perHour, int perDay) {
    condemned(1, new Caps(10, 100, 60, 500));
    world.pass();
    world.verify();
    world.caps(new Caps(perPass, share, perHour, perDay)).settled();
    world.advance(QUARANTINE);

    assertThat(world.pass()).extracting(Result::guard).containsExactly("caps");
    assertThat(world.api().sent("kill")).isZero();
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void staysUnderCapThoughGuardsOpenDuringPass() {
    world.caps(new Caps(2, 100, 60, 500));
    world.born(3);
    world.advance(Duration.ofSeconds(2));
    var watchedSince = world.clock().instant().minusSeconds(1);
    world.born(new SandboxId("iafirst"));
    world.due();
    var wait = Duration.between(watchedSince, world.clock().instant()).plusSeconds(150);
    world.timings(new Timings(Duration.ofMinutes(5), wait, Duration.ofMinutes(2), QUARANTINE));
    world.watchedSince(watchedSince).settled();
    world.advance(Duration.ofSeconds(29));
    // Only the first may begin, and while it is read the waiting of the others is over.
    world
        .api()
        .nextRead(id -> {
          world.advance(Duration.ofSeconds(2));
          return world.api().readNow(id);
        });

    world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(world.api().sent("pause")).isEqualTo(2);
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void staysFrozenAcrossRestart() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    world.caps(new Caps(10, 100, 60, 500)).settled();

    assertThat(world.pass()).extracting(Result::guard).containsOnly("not-frozen");
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void goesOnWhenHumanLiftsFreeze() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    world.caps(new Caps(10, 100, 60, 500)).settled();
    world.freezes().lift(ACCOUNT, "seen");

    world.pass();
    assertThat(world.api().sent("pause")).isEqualTo(5);
  }

  @Test
  void killsNothingWhileFrozenByCap() {
    condemned(2, new Caps(2, 100, 60, 500));
    world.pass();
    world.verify();
    bornAndDue("ilater", 3);

    world.pass();
    world.advance(QUARANTINE);
    world.pass();
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void approvedPlanLiftsCapsForExactlyItsItems() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    var ids = planned(4);
    bornAndDue("ilater", 1);

    world.pass(Ticket.approved(ids, "plan-1"));
    assertThat(world.api().sent("pause")).isEqualTo(4);
    assertThat(world.api().sent("pause ilater1")).isZero();
  }

  @Test
  void approvalHoldsForLaterStepsOfItsItems() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    world.pass(Ticket.approved(planned(3), "plan-1"));
    world.verify();
    world.restart();
    world.settled();
    world.advance(QUARANTINE);

    world.pass();
    assertThat(world.api().sent("kill")).isEqualTo(3);
    assertThat(world.freezes().all()).hasSize(1);
  }

  @Test
  void approvedItemsDoNotUseUpTheCap() {
    condemned(5, new Caps(4, 100, 4, 500));
    world.pass();
    world.pass(Ticket.approved(planned(5), "plan-1"));
    world.verify();
    world.advance(QUARANTINE);
    world.pass();
    world.freezes().lift(ACCOUNT, "seen");
    bornAndDue("ilater", 4);

    world.pass();
    assertThat(world.api().sent("pause ilater")).isEqualTo(4);
  }

  @Test
  void approvalDoesNotLiftOtherFreezes() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    world.freezes().freeze(ACCOUNT, "stop, I said", Freezes.HUMAN);

    var results = world.pass(Ticket.approved(planned(5), "plan-1"));
    assertThat(results).extracting(Result::guard).containsOnly("not-frozen");
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void approvalDoesNotLiftOtherFreezesAcrossRestart() {
    condemned(5, new Caps(4, 100, 60, 500));
    world.pass();
    world.freezes().freeze(ACCOUNT, "the list shrank", Freezes.SHRINK);
    world.restart();
    world.settled();

    world.pass(Ticket.approved(planned(5), "plan-1"));
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void keepsFirstReasonAndMomentOfSameFreeze() {
    world.freezes().freeze(ACCOUNT, "first", Freezes.HUMAN);
    world.advance(Duration.ofMinutes(1));
    var again = world.freezes().freeze(ACCOUNT, "second", Freezes.HUMAN);

    assertThat(again.reason()).isEqualTo("first");
    assertThat(again.since()).isEqualTo(FakeClock.START.plusSeconds(1).toEpochMilli());
    assertThat(world.freezes().all()).containsExactly(again);
  }

  private Map<String, Action> planned(int count) {
    return world.cases().open().stream()
        .map(Case::id)
        .sorted()
        .limit(count)
        .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> Action.PAUSE));
  }

  private void condemned(int count, Caps caps) {
    world.caps(caps);
    world.born(count);
    world.due();
  }

  private void bornAndDue(String name, int count) {
    for (var i = 1; i <= count; i++) {
      world.born(new SandboxId(name + i));
    }
    world.due();
  }

  private double used(String cap) {
    return world.meters().get("e2b_reconciler.cap.used").tag("cap", cap).gauge().value();
  }

  private void assertNothingSentAndFrozen() {
    assertThat(world.api().destructive()).isZero();
    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Freezes.CAP));
    assertThat(List.copyOf(world.openIntents())).isEmpty();
  }
}

package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.METADATA;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Protection;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Starts each time from a world in which everything allows a pause, and changes one fact. A guard
 * that is taken out of {@code all} of {@link CaseGuards} or {@link WorldGuards} turns its tests
 * red: nobody else gives its name. Which tests are whose is a table in the design note of the
 * package.
 */
final class GuardsTest {

  private boolean storeFails;
  private final ReapWorld world =
      new ReapWorld(() -> {
        if (storeFails) {
          throw new IllegalStateException("the disk is full");
        }
      });

  @BeforeEach
  void condemn() {
    world.condemned();
  }

  @Test
  void pausesWhereEverythingAllowsIt() {
    assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void pausesAfterRestartWhereEverythingAllowsIt() {
    world.restart();
    world.settled();

    assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    assertThat(world.api().sent("pause")).isOne();
  }

  @Nested
  final class Armed {

    @Test
    void refusesWhereModeOnlyObserves() {
      world.mode(Action.OBSERVE).settled();

      assertRefusedUnread("armed");
    }

    @Test
    void refusesKillWhereModeOnlyPauses() {
      act();
      world.verifyFor(Duration.ofSeconds(2));
      world.mode(Action.PAUSE).settled();
      world.advance(Duration.ofMinutes(10));
      world.walk();

      assertThat(objections()).containsExactly("armed");
      assertThat(world.reaper().act(world.standing(), Ticket.ORDINARY)).isEmpty();
      assertThat(world.api().sent("kill")).isZero();
    }

    @Test
    void refusesWherePolicyIsNoLongerConfigured() {
      world.policies(ReapWorld.LEASE_EXPIRED).settled();

      assertThat(objections()).containsExactly("condemned", "armed");
      assertRefusedUnread("condemned");
    }

    @Test
    void refusesWhereAccountHasNoScope() {
      world.scope(Map.of()).settled();

      assertThat(objections()).containsExactly("scope", "armed");
      assertRefusedUnread("scope");
    }
  }

  @Nested
  final class Scope {

    @Test
    void refusesWhatConfigurationNoLongerContains() {
      world.scope(Map.of("app", "another")).settled();

      assertRefusedUnread("scope");
    }

    @Test
    void refusesWhatFinalReadShowsOutside() {
      readShows(with(Map.of("owner", "job-42")));

      assertRefused("scope");
    }
  }

  @Nested
  final class Unprotected {

    @Test
    void refusesWhatHumanSnoozed() {
      world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "looking at it");

      assertRefusedUnread("unprotected");
    }

    @Test
    void refusesWhatHumanSnoozedBeforeRestart() {
      world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "looking at it");
      world.restart();
      world.settled();

      assertRefusedUnread("unprotected");
    }

    @Test
    void actsWhenSnoozeIsOver() {
      world.reaper().snooze(world.subject().id(), Duration.ofHours(1), "looking at it");
      world.advance(Duration.ofHours(1));
      world.walk();

      assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    }

    @Test
    void refusesById() {
      world.protection(new Protection(Map.of(), Set.of(), Set.of(SANDBOX))).settled();

      assertRefusedUnread("unprotected");
    }

    @Test
    void refusesByTemplate() {
      world.protection(new Protection(Map.of(), Set.of("base"), Set.of())).settled();

      assertRefusedUnread("unprotected");
    }

    @Test
    void refusesWhatFinalReadShowsProtected() {
      world.protection(new Protection(Map.of("keep", "true"), Set.of(), Set.of())).settled();
      readShows(with(Map.of("app", "test", "owner", "job-42", "keep", "true")));

      assertRefused("unprotected");
    }
  }

  @Nested
  final class Unowned {

    @Test
    void refusesUnderLeaseOfItsOwn() {
      world.heartbeat(Duration.ofMinutes(5));

      assertRefusedUnread("unowned");
    }

    @Test
    void refusesUnderLeaseOfItsOwner() {
      world.ownerHeartbeat(Duration.ofMinutes(5));

      assertRefusedUnread("unowned");
    }

    @Test
    void refusesWhenHeartbeatComesDuringFinalRead() {
      world
          .api()
          .nextRead(id -> {
            world.heartbeat(Duration.ofMinutes(5));
            return world.api().readNow(id);
          });

      assertRefused("unowned");
    }
  }

  @Nested
  final class Condemned {

    @Test
    void refusesWhatItsOwnerExtendedJustBefore() {
      var row = world.api().row(SANDBOX);
      readShows(running(row.startedAt(), world.clock().instant().plusSeconds(60)));

      assertRefused("condemned");
    }

    @Test
    void refusesWhatIsPausedAlready() {
      world.api().pauseNow(SANDBOX);

      assertRefused("condemned");
    }
  }

  @Nested
  final class Identity {

    @Test
    void refusesAnotherRun() {
      var row = world.api().row(SANDBOX);
      readShows(running(row.startedAt().plusMillis(2), row.endAt()));

      assertRefused("identity");
    }

    @Test
    void takesCoarserTimeForTheSameRun() {
      var row = world.api().row(SANDBOX);
      readShows(running(row.startedAt().plusMillis(1), row.endAt()));

      assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    }

    @Test
    void refusesOtherMetadata() {
      readShows(with(Map.of("app", "test", "owner", "job-43")));

      assertRefused("identity");
    }
  }

  @Nested
  final class Grown {

    @Test
    void refusesBeforeCreationGraceIsOver() {
      world.timings(timings(Duration.ofHours(1), Duration.ofHours(24))).settled();

      assertRefusedUnread("grown");
    }

    @Test
    void refusesBeforeCreationGraceIsOverThoughApproved() {
      world.timings(timings(Duration.ofHours(1), Duration.ofHours(24))).settled();
      world.reaper().approve(world.subject().id(), "sure");

      assertRefusedUnread("grown");
    }

    @Test
    void refusesBeforeGraceOfItsPolicyIsOver() {
      var subject = world.subject();
      world
          .cases()
          .save(
              subject.to(
                  CaseState.DUE,
                  world.clock().instant(),
                  world.clock().instant().plusSeconds(1),
                  ""),
              "due",
              "{}");

      assertThat(objections()).containsExactly("grown");
      assertThat(world.reaper().act(world.standing(), Ticket.ORDINARY)).isEmpty();
    }
  }

  @Nested
  final class Settled {

    @Test
    void refusesRightAfterStart() {
      world.restart();
      world.walk();

      assertRefusedUnread("settled");
    }

    /** As a machine does that boots under a wrong clock. */
    @Test
    void refusesRightAfterStartThoughClockWasSetForward() {
      world.restart();
      world.clock().jump(Duration.ofHours(1));
      world.walk();

      assertRefusedUnread("settled");
    }

    @Test
    void refusesWithoutAnyWalk() {
      world.restart();
      world.walk();
      var walked = world.inventory().find(KEY);
      world.restart();
      world.see(world.api().row(SANDBOX));
      world.advance(Duration.ofMinutes(3));

      assertThat(walked).isNotNull();
      assertThat(objections()).contains("fresh");
      assertRefusedUnread("settled");
    }
  }

  @Nested
  final class Fresh {

    @Test
    void refusesWhenWalkIsOlderThanMinute() {
      world.advance(Duration.ofSeconds(60));
      assertThat(objections()).isEmpty();
      world.advance(Duration.ofMillis(1));

      assertRefusedUnread("fresh");
    }

    @Test
    void refusesWhenWalkLiesInTheFuture() {
      world.advance(Duration.ofSeconds(10));
      world.walk();
      world.clock().jump(Duration.ofSeconds(-1));

      assertRefusedUnread("fresh");
    }

    /** The request itself may wait two more until it leaves, and five are too many. */
    @Test
    void refusesWhenFinalReadTookMoreThanThreeSeconds() {
      readTakes(Duration.ofMillis(3_001));

      assertRefused("fresh");
    }

    @Test
    void actsWhenFinalReadTookThreeSeconds() {
      readTakes(Duration.ofSeconds(3));

      assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    }

    private void readTakes(Duration span) {
      world
          .api()
          .nextRead(id -> {
            var reading = world.api().readNow(id);
            world.advance(span);
            return reading;
          });
    }
  }

  @Nested
  final class AccountHealthy {

    @Test
    void refusesWhileCircuitIsOpen() {
      world.api().circuitOpen(true);

      assertRefusedUnread("account-healthy");
    }

    @ParameterizedTest
    @EnumSource(Doubt.class)
    void refusesWhileInDoubt(Doubt doubt) {
      world.standing().doubt(doubt.name(), "something is wrong");
      assertRefusedUnread("account-healthy");

      world.standing().trust(doubt.name());
      assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    }

    enum Doubt {
      SHRINK,
      PINNED
    }
  }

  @Nested
  final class StoreHealthy {

    @Test
    void refusesWhileStoreTakesNoWrites() {
      storeFails = true;
      world.store().check();

      assertRefusedUnread("store-healthy");
    }

    @Test
    void sendsNothingWhenIntentCannotBeStored() {
      storeFails = true;

      assertThat(act().outcome()).isEqualTo(Outcome.FAILED);
      assertThat(world.api().destructive()).isZero();
    }
  }

  @Nested
  final class Watched {

    @Test
    void refusesWhatIsOfAccountThatWasNeverWalked() {
      var standing =
          new Standing(ReapWorld.ACCOUNT, world.api(), world.clock(), world.clock()::read);
      world.settled();
      world.advance(Duration.ofMinutes(3));
      standing.walked(world.clock().instant(), 1);

      assertThat(world.reaper().act(standing, Ticket.ORDINARY).getFirst().guard())
          .isEqualTo("watched");
      assertThat(world.api().destructive()).isZero();
    }

    @Test
    void refusesWhatIsOlderThanStore() {
      world.watchedSince(FakeClock.START.plusSeconds(2)).settled();

      assertRefusedUnread("watched");
    }

    @Test
    void actsOnWhatIsOlderThanStoreAfterLongestLease() {
      world.timings(timings(Duration.ofMinutes(5), Duration.ofMinutes(1)));
      world.watchedSince(FakeClock.START.plusSeconds(2)).settled();

      assertThat(act().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    }

    @Test
    void actsOnWhatIsOlderThanStoreIfHumanApprovedPlan() {
      world.watchedSince(FakeClock.START.plusSeconds(2)).settled();
      var ticket = Ticket.approved(Map.of(world.subject().id(), Action.PAUSE), "plan-1");

      assertThat(world.reaper().act(world.standing(), ticket).getFirst().outcome())
          .isEqualTo(Outcome.UNCONFIRMED);
    }

    @Test
    void neverActsOnSilenceFromBeforeStore() {
      var unclaimed =
          ReapWorld.policy(
              "unclaimed", new Condition.Unclaimed(Duration.ofMinutes(1)), Action.KILL);
      var fresh = new ReapWorld().policies(unclaimed);
      fresh.condemned();
      fresh.timings(timings(Duration.ofMinutes(5), Duration.ZERO));
      fresh.watchedSince(FakeClock.START.plusSeconds(2)).settled();
      var ticket = Ticket.approved(Map.of(fresh.subject().id(), Action.PAUSE), "plan-1");

      assertThat(fresh.reaper().act(fresh.standing(), ticket).getFirst().guard())
          .isEqualTo("watched");
      assertThat(fresh.api().destructive()).isZero();
    }
  }

  @Nested
  final class CapsGuard {

    @Test
    void refusesOverCap() {
      world.caps(new Caps(10, 100, 0, 500)).settled();

      assertThat(objections()).containsExactly("caps");
      assertThat(act().guard()).isEqualTo("caps");
      assertThat(world.api().destructive()).isZero();
    }
  }

  @Nested
  final class NotFrozen {

    @Test
    void refusesWhileAccountIsFrozen() {
      world.freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);

      assertRefusedUnread("not-frozen");
    }

    @Test
    void refusesWhileEverythingIsFrozen() {
      world.freezes().freeze(null, "stop", Freezes.HUMAN);

      assertRefusedUnread("not-frozen");
    }

    @Test
    void refusesWhenFreezeComesDuringFinalRead() {
      world
          .api()
          .nextRead(id -> {
            world.freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);
            return world.api().readNow(id);
          });

      assertRefused("not-frozen");
    }
  }

  @Nested
  final class Clock {

    @Test
    void refusesWhileClocksAreFarApart() {
      world.api().skewMillis(30_001L);

      assertRefusedUnread("clock");
    }

    @Test
    void refusesWhileClocksAreFarApartTheOtherWay() {
      world.api().skewMillis(-30_001L);

      assertRefusedUnread("clock");
    }

    @Test
    void refusesWhileClockOfE2bIsUnknown() {
      world.api().skewMillis(null);

      assertRefusedUnread("clock");
    }
  }

  /** Each guard tells what its answer rests on. */
  @Test
  void showsInputsOfEveryGuard() {
    world.heartbeat(Duration.ofMinutes(5));
    world.standing().doubt("shrink", "the list shrank");
    world.advance(Duration.ofSeconds(3));
    world.standing().doubt("shrink", "the list shrank again");
    var guards = explained();

    assertThat(guards).allSatisfy(guard -> assertThat(guard.inputs()).isNotEmpty());
    var heard = world.clock().instant().minusSeconds(3);
    assertThat(inputs("unowned")).extracting(Input::asOf).containsExactly(heard);
    assertThat(inputs("account-healthy"))
        .contains(new Input("shrink", "the list shrank again", heard));
    assertThat(inputs("unprotected")).extracting(Input::name).contains("snooze", "protection");
    assertThat(inputs("caps")).contains(Input.of("shareOfRunning", 3));
    assertThat(inputs("store-healthy")).contains(Input.of("takesWrites", true));
    assertThat(inputs("leader")).containsExactly(Input.of("leads", true));
  }

  @Test
  void asksEveryGuardOfWhatNothingCondemns() {
    world.pass();
    world.verify();
    world.api().resumeNow(SANDBOX, world.clock().instant().plusSeconds(60));
    world.walk();
    world.reaper().judge(world.standing());

    var explanation = world.reaper().explain(KEY, world.standing());
    assertThat(explanation).isNotNull();
    assertThat(explanation.subject()).isNull();
    assertThat(explanation.judgement().verdict().decisive()).isFalse();
    assertThat(objections()).contains("condemned", "grown");
    assertThat(explanation.guards()).extracting(Objection::guard).contains("armed", "clock");
  }

  private List<Input> inputs(String guard) {
    return explained().stream()
        .filter(each -> each.guard().equals(guard))
        .flatMap(each -> each.inputs().stream())
        .toList();
  }

  private Result act() {
    world.api().forgetLog();
    var results = world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(results).hasSize(1);
    return results.getFirst();
  }

  /** Refused on what we believe already, so not even a read is spent. */
  private void assertRefusedUnread(String guard) {
    assertThat(objections()).contains(guard);
    assertRefused(guard);
    assertThat(world.api().log()).isEmpty();
  }

  private void assertRefused(String guard) {
    var result = act();

    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(result.guard()).isEqualTo(guard);
    assertThat(result.reason()).matches(guard + ": .{10,}"); // a sentence for people
    assertThat(world.api().destructive()).isZero();
    assertThat(world.openIntents()).isEmpty();
  }

  private List<Objection> explained() {
    var explanation = world.reaper().explain(KEY, world.standing());
    assertThat(explanation).isNotNull();
    return explanation.guards();
  }

  private List<String> objections() {
    return explained().stream().filter(each -> !each.holds()).map(Objection::guard).toList();
  }

  /** Only the final read shows this: the mirror does not know. */
  private void readShows(SandboxRow row) {
    world.api().nextRead(_ -> new Reading.Found(row, world.clock().instant()));
  }

  private SandboxRow with(Map<String, String> metadata) {
    var row = world.api().row(SANDBOX);
    return new SandboxRow(
        SANDBOX, State.RUNNING, row.template(), metadata, row.startedAt(), row.endAt(), row.size());
  }

  private SandboxRow running(Instant startedAt, Instant endAt) {
    return new SandboxRow(SANDBOX, State.RUNNING, "base", METADATA, startedAt, endAt, null);
  }

  private static Timings timings(Duration creationGrace, Duration newStoreWait) {
    return new Timings(creationGrace, newStoreWait, Duration.ofMinutes(2), Duration.ofMinutes(10));
  }
}

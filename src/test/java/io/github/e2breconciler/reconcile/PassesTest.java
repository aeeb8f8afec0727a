package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PassesTest {

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final AccountWatch watch = mirrored.watch(Mirrored.KEY);
  private final Passes passes = passes(watch);

  @BeforeEach
  void start() {
    passes.step();
    assertThat(passes.recent()).extracting(Report::trigger).containsExactly("start");
  }

  @Test
  void joinsThousandRequestsWhileOneRunsToOneMore() {
    condemned(1);
    var running = request();
    passes.step();
    assertThat(status(running)).isEqualTo(Report.Status.DONE);
    var ids = new HashSet<String>();
    for (var i = 0; i < 1_000; i++) {
      ids.add(request());
    }

    assertThat(ids).hasSize(1);
    passes.step();
    passes.step();
    assertThat(passes.recent()).filteredOn(each -> each.trigger().equals("manual")).hasSize(2);
  }

  @Test
  void joinsRequestToTheSameThatRuns() {
    condemned(1);
    world.api().nextPause(_ -> PauseAnswer.PAUSED);
    var running = request();
    passes.step();
    assertThat(status(running)).isEqualTo(Report.Status.RUNNING);

    assertThat(request()).isEqualTo(running);
    assertThat(passes.request("manual", true, null)).isNotEqualTo(running);
  }

  @Test
  void runsUntilWhatItSentIsVerified() {
    condemned(1);
    var pass = request();
    passes.step();

    var report = passes.find(pass);
    assertThat(report).isNotNull();
    assertThat(report.status()).isEqualTo(Report.Status.DONE);
    assertThat(report.actions()).extracting(Report.ActionLine::outcome).containsExactly("paused");
    assertThat(report.dollarsPerHourEnded()).isPositive();
    assertThat(report.apiCalls()).isPositive();
  }

  @Test
  void doesNotWaitForeverForVerification() {
    condemned(1);
    world.api().nextPause(_ -> PauseAnswer.PAUSED);
    var pass = request();
    passes.step();
    world.api().poison(SANDBOX);
    world.advance(Passes.SETTLE);
    passes.step();

    assertThat(status(pass)).isEqualTo(Report.Status.DONE);
  }

  @Test
  void failsAtOnceWhileCircuitIsOpen() {
    world.api().circuitOpen(true);
    var pass = request();
    passes.step();

    var report = passes.find(pass);
    assertThat(report).isNotNull();
    assertThat(report.status()).isEqualTo(Report.Status.FAILED);
    assertThat(report.errors()).singleElement().asString().contains("circuit");
  }

  @Test
  void executesExactlyTheApprovedPlan() {
    condemned(2);
    world.freezes().freeze(ACCOUNT, "over a cap", Freezes.CAP); // ordinary passes end nothing
    var plan = passes.request("manual", true, null);
    passes.step();
    var planned = passes.find(plan);
    assertThat(planned).isNotNull();
    assertThat(planned.actions()).extracting(Report.ActionLine::outcome).containsOnly("planned");
    assertThat(planned.actions()).hasSize(2);
    assertThat(world.api().destructive()).isZero();
    world.born(new SandboxId("ilater"));

    var approval = passes.approve(plan);
    assertThat(approval).isInstanceOf(Approval.Accepted.class);
    passes.step();
    passes.step();

    assertThat(world.api().sent("pause")).isEqualTo(2);
    var approved = passes.find(((Approval.Accepted) approval).pass());
    assertThat(approved).isNotNull();
    assertThat(approved.approved()).isEqualTo(plan);
    assertThat(approved.actions()).extracting(Report.ActionLine::outcome).containsOnly("paused");
  }

  /** Somebody looks at plans all the time. */
  @Test
  void plansKeepNothingWaiting() {
    condemned(1);
    world.freezes().freeze(ACCOUNT, "wait", Freezes.HUMAN);
    end(request());
    world.freezes().lift(null, "go on");
    for (var second = 0; second < 60; second += 5) {
      passes.request("manual", true, null);
      passes.step();
      world.advance(Duration.ofSeconds(5));
    }
    passes.step();

    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void takesTheStepsOfAnApprovedPlanInItsOrder() {
    var plan = planned(9);

    var approved = approve(plan);
    end(approved);

    assertThat(sandboxes(approved)).hasSize(9).containsExactlyElementsOf(sandboxes(plan));
  }

  private List<String> sandboxes(String pass) {
    return report(pass).actions().stream().map(Report.ActionLine::sandbox).toList();
  }

  @Test
  void guardsApprovedItemsAnew() {
    var plan = planned(2);
    world.heartbeat(Duration.ofMinutes(5));

    var approved = approve(plan);
    end(approved);
    assertThat(world.api().sent("pause")).isOne();
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
    assertThat(report(approved).actions())
        .filteredOn(line -> line.sandbox().equals(SANDBOX.value()))
        .extracting(Report.ActionLine::outcome, Report.ActionLine::reason)
        .containsExactly(
            tuple(
                "refused",
                "changed since it was planned: its case is recovered, owned until "
                    + world.clock().instant().plus(Duration.ofMinutes(5))));
  }

  /** The plan said pause: that it sleeps by now is no reason to kill it. */
  @Test
  void takesNoOtherStepThanThePlanned() {
    var plan = planned(1);
    world.freezes().lift(ACCOUNT, "seen");
    end(request());
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.reaper().approve(world.subject().id(), "end it soon");

    world.freezes().freeze(ACCOUNT, "over a cap", Freezes.CAP);
    var approved = approve(plan);
    end(approved);
    assertThat(report(approved).actions())
        .singleElement()
        .satisfies(line -> {
          assertThat(line.action()).isEqualTo("pause");
          assertThat(line.outcome()).isEqualTo("refused");
          assertThat(line.reason()).startsWith("changed since it was planned: it is paused");
        });
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void finishesLongPlanOnWalksOfItsOwn() {
    var plan = planned(9);
    for (var i = 0; i < 9; i++) {
      world
          .api()
          .nextPause(id -> {
            world.advance(Duration.ofSeconds(20));
            return world.api().pauseNow(id);
          });
    }

    var approved = approve(plan);
    end(approved);
    var report = report(approved);
    assertThat(report.status()).isEqualTo(Report.Status.DONE);
    assertThat(report.actions())
        .extracting(Report.ActionLine::reason)
        .containsOnly("a read shows it paused");
    assertThat(report.actions()).hasSize(9);
    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
  }

  @Test
  void givesUpPlanThatItCannotReach() {
    var plan = planned(2);
    world.api().circuitOpen(true);

    var approved = approve(plan);
    end(approved);
    assertThat(report(approved).status()).isEqualTo(Report.Status.FAILED);
    assertThat(report(approved).errors())
        .contains("2 approved steps were not reached; make a new plan");
  }

  @Test
  void planTellsAgeCostAndWhatItSaves() {
    condemned(2);
    var plan = passes.request("manual", true, null);
    passes.step();

    var report = passes.find(plan);
    assertThat(report).isNotNull();
    assertThat(report.actions())
        .hasSize(2)
        .extracting(Report.ActionLine::worth)
        .allSatisfy(worth -> {
          assertThat(worth.age()).isEqualTo(ReapWorld.LIFE.plusMinutes(6));
          // 2 vCPU and half a GiB, by the second
          assertThat(worth.costSoFar()).isCloseTo(960 * 0.00003025, within(1e-9));
          assertThat(worth.perHour()).isCloseTo(3_600 * 0.00003025, within(1e-9));
          assertThat(worth.saves()).isCloseTo((86_400 - 960) * 0.00003025, within(1e-9));
        });
    assertThat(report.dollarsPerHourEnded()).isCloseTo(7_200 * 0.00003025, within(1e-9));
    assertThat(report.dollarsSaved()).isCloseTo(2 * 85_440 * 0.00003025, within(1e-9));
    var line = ReportCodec.encode(report).path("actions").path(0);
    assertThat(line.path("ageSeconds").asLong()).isEqualTo(960);
    assertThat(line.path("saves").asDouble()).isPositive();
  }

  @Test
  void refusesSecondApproval() {
    condemned(1);
    var plan = passes.request("manual", true, null);
    passes.step();
    passes.approve(plan);

    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
    passes.step();
    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
  }

  @Test
  void refusesApprovalOfWhatIsNoFinishedPlan() {
    var pass = request();
    var plan = passes.request("manual", true, null);

    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
    passes.step();
    assertThat(passes.approve(pass)).isInstanceOf(Approval.Refused.class);
    assertThat(passes.approve("nothing")).isInstanceOf(Approval.Unknown.class);
  }

  @Test
  void refusesApprovalOfPlanFromAnotherWorld() {
    condemned(1);
    var plan = passes.request("manual", true, null);
    passes.step();
    world.advance(Passes.PLAN_HOLDS.plusMillis(1));

    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
  }

  /** Cases that are refused ask for pass after pass. */
  @Test
  void findsPlanForAsLongAsItHolds() {
    var plan = planned(2);
    for (var i = 0; i < PassBook.RECENT; i++) {
      end(request());
    }
    world.advance(Passes.PLAN_HOLDS.minusMinutes(1));
    end(approve(plan));
    assertThat(world.api().sent("pause")).isEqualTo(2);

    for (var i = 0; i < PassBook.RECENT; i++) {
      end(request());
    }
    assertThat(passes.approve(plan)).isInstanceOf(Approval.Refused.class);
    assertThat(passes.recent()).hasSize(PassBook.RECENT);
  }

  @Test
  void waitsForPassToEnd() throws InterruptedException {
    var pass = request();
    assertThat(passes.await(pass, Duration.ZERO)).isFalse();

    passes.step();
    assertThat(passes.await(pass, Duration.ZERO)).isTrue();
  }

  @Test
  void comesBackForDueCaseByItself() {
    world.advance(Duration.ofSeconds(1));
    world.born(1);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    passes.step();
    assertThat(world.state()).isEqualTo(CaseState.MARKED);

    world.advance(Duration.ofMinutes(5));
    passes.step();
    assertThat(passes.recent().getFirst().trigger()).isEqualTo("due");
    assertThat(passes.recent().getFirst().walks()).hasSize(1);
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @Test
  void takesWalkOfJustNowForDueCaseButNotForPerson() {
    world.advance(Duration.ofSeconds(1));
    world.born(1);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    passes.step();
    world.advance(Duration.ofMinutes(5));
    assertThat(watch.resync().complete()).isTrue();
    world.advance(Duration.ofSeconds(29));

    passes.step();
    assertThat(passes.recent().getFirst().trigger()).isEqualTo("due");
    assertThat(passes.recent().getFirst().walks()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);

    var asked = passes.find(request());
    passes.step();
    assertThat(asked).isNotNull();
    assertThat(passes.find(asked.pass())).isNotNull();
    assertThat(passes.recent().getFirst().walks()).hasSize(1);
  }

  /** A quick pass walks nothing, and its cases have no grace to wait for. */
  @Test
  void freezesBeforeItActsOnOwnersThatFellSilentTogether() {
    world.policies(
        new Policy("lease", new Condition.LeaseExpired(), Match.ALL, Duration.ZERO, Action.KILL));
    var mirror = new Mirrored(world);
    var fleet = mirror.watch(Mirrored.KEY);
    var quick = passes(fleet);
    world.advance(Duration.ofSeconds(1));
    world.born(6);
    world.leases().renew(keys(6), Duration.ofMinutes(10), "test");
    world.advance(Duration.ofMinutes(10).minusSeconds(20));
    quick.step();
    world.advance(Duration.ofSeconds(10));
    assertThat(fleet.resync().complete()).isTrue();
    world.advance(Duration.ofSeconds(15)); // five seconds past their leases, by a walk of just now

    world.reaper().judge(fleet.standing());
    quick.step();
    assertThat(quick.recent().getFirst().trigger()).isEqualTo("due");
    assertThat(quick.recent().getFirst().walks()).isEmpty();
    assertThat(world.freezes().all())
        .extracting(FreezeRow::cause)
        .containsExactly(Freezes.MASS_EXPIRY);
    assertThat(world.api().destructive()).isZero();
  }

  private static List<LeaseKey> keys(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId("isandbox" + i)))
        .toList();
  }

  private Passes passes(AccountWatch account) {
    return new Passes(Map.of(ACCOUNT, account), world.reaper(), mirrored.passContext());
  }

  @Test
  void doesNotWaitForClockThatWasSetBack() {
    world.clock().jump(Duration.ofHours(-1));

    assertThat(passes.step()).isLessThanOrEqualTo(Duration.ofMinutes(10));
    world.advance(Duration.ofMinutes(11));
    passes.step();
    assertThat(passes.recent().getFirst().trigger()).isEqualTo("schedule");
  }

  @Test
  void keepsItsReport() {
    var pass = request();
    passes.step();

    var row = world.store().read(tx -> tx.passes().find(pass));
    assertThat(row).isNotNull();
    assertThat(row.status()).isEqualTo("done");
  }

  private String request() {
    return passes.request("manual", false, null);
  }

  /** A finished plan of so many pauses, of which ordinary passes take none. */
  private String planned(int count) {
    condemned(count);
    world.freezes().freeze(ACCOUNT, "over a cap", Freezes.CAP);
    var plan = passes.request("manual", true, null);
    end(plan);
    return plan;
  }

  private void end(String pass) {
    for (var i = 0; i < 20 && status(pass) == Report.Status.RUNNING; i++) {
      passes.step();
    }
  }

  private String approve(String plan) {
    return ((Approval.Accepted) passes.approve(plan)).pass();
  }

  private Report.Status status(String pass) {
    return report(pass).status();
  }

  private Report report(String pass) {
    var report = passes.find(pass);
    assertThat(report).isNotNull();
    return report;
  }

  /** Due by the watch's own mirror, and the daemon settled. */
  private void condemned(int count) {
    world.advance(Duration.ofSeconds(1));
    world.born(count);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    watch.resync();
    world.reaper().judge(watch.standing());
    world.advance(Duration.ofMinutes(5));
    watch.resync();
    world.reaper().judge(watch.standing());
  }
}

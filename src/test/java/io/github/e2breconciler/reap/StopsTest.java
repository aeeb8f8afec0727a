package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Match;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Window;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.testing.ReapWorld;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops a request that its sandbox deserves: hours, a freeze, and not being the leader. */
final class StopsTest {

  /** Every world is due at 00:16. */
  private static final Window FROM_ONE =
      new Window(EnumSet.allOf(DayOfWeek.class), 60, 120, ZoneOffset.UTC);

  @TempDir private Path folder;
  private Runnable beforeCommit = () -> {};
  private final ReapWorld world = new ReapWorld(() -> beforeCommit.run());

  @BeforeEach
  void condemn() {
    world.condemned();
  }

  @Test
  void refusesOutsideTheWindow() {
    world.window(FROM_ONE).settled();

    assertRefused("window", "the window is shut until 2026-01-01T01:00:00Z");
  }

  @Test
  void refusesOutsideTheWindowOfThePolicy() {
    world.policies(overdue(FROM_ONE)).settled();

    assertRefused("window", "the window of policy overdue is shut until 2026-01-01T01:00:00Z");
  }

  @Test
  void showsWhatWasRefusedLastAndWhen() {
    assertThat(world.reaper().lastRefusal(world.subject())).isNull();
    world.freezes().freeze(ACCOUNT, "first", Freezes.HUMAN);
    refusal();
    world.advance(Duration.ofSeconds(7));
    world.window(FROM_ONE).settled();
    refusal();

    assertThat(world.reaper().lastRefusal(world.subject()))
        .isEqualTo(
            new Refusal(
                "window",
                "pause",
                "the window is shut until 2026-01-01T01:00:00Z: " + FROM_ONE,
                world.clock().instant()));
  }

  @Test
  void forgetsRefusalsOfCasesThatAreClosed() {
    world.freezes().freeze(ACCOUNT, "first", Freezes.HUMAN);
    refusal();
    var subject = world.subject();
    world.heartbeat(Duration.ofMinutes(5));
    world.reaper().judge(world.standing());

    assertThat(world.subject().state()).isEqualTo(CaseState.RECOVERED);
    assertThat(world.reaper().lastRefusal(subject)).isNull();
  }

  @Test
  void tellsOnceOfEachGuardThatRefusesCase() {
    var refusals = new Refusals();
    var now = world.clock().instant();

    assertThat(refusals.note("one", new Refusal("caps", "pause", "3 of 2", now))).isTrue();
    assertThat(refusals.note("one", new Refusal("caps", "pause", "4 of 2", now))).isFalse();
    assertThat(refusals.note("one", new Refusal("window", "pause", "shut", now))).isTrue();
    assertThat(refusals.note("two", new Refusal("caps", "pause", "3 of 2", now))).isTrue();
  }

  @Test
  void actsInsideBothWindows() {
    world.window(FROM_ONE).policies(overdue(FROM_ONE)).settled();
    world.advance(Duration.between(world.clock().instant(), Instant.parse("2026-01-01T01:00:00Z")));
    world.pass();

    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void killsOnlyInsideTheWindow() {
    world.pass();
    world.verifyFor(Duration.ofSeconds(2));
    world.window(FROM_ONE).settled();
    world.advance(Duration.ofMinutes(10));
    world.pass();

    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    assertThat(world.api().sent("kill")).isZero();
  }

  @Test
  void asksForNoPassBeforeTheWindowOpens() {
    world.window(FROM_ONE).settled();

    assertThat(world.reaper().nextDue(ACCOUNT))
        .containsExactly(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(world.reaper().explain(KEY, world.standing()))
        .extracting(Explanation::until)
        .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
  }

  @Test
  void tellsPeopleAtAnyHour() {
    world.mode(Action.NOTIFY).window(FROM_ONE).settled();

    assertThat(world.pass()).extracting(Result::outcome).containsExactly(Outcome.NOTIFIED);
  }

  @Test
  void refusesWhereItDoesNotLead() {
    world.leadership(() -> "another daemon leads");

    assertRefused("leader", "another daemon leads");
  }

  @Test
  void sendsNothingWhereTheLeadIsLostWhileStoring() {
    beforeCommit = () -> world.leadership(() -> "another daemon leads");

    assertWithdrawn("another daemon leads");
  }

  @Test
  void sendsNothingWhereTheFinalReadGrowsOldWhileStoring() {
    beforeCommit =
        () -> {
          beforeCommit = () -> {};
          world.advance(Duration.ofMillis(3_001));
        };

    assertWithdrawn("the final read grew old while storing");
  }

  @Test
  void refusesWhileTheFileIsThere() throws IOException {
    var file = folder.resolve("freeze");
    world.freezeFile(new FreezeFile(file)).settled();
    Files.createFile(file);

    assertRefused("not-frozen", "frozen: the file " + file + " is there; remove it");

    Files.delete(file);
    world.pass();
    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void refusesWhereTheFileCannotBeLookedFor() throws IOException {
    var loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    world.freezeFile(new FreezeFile(loop.resolve("freeze"))).settled();

    assertThat(refusal().guard()).isEqualTo("not-frozen");
  }

  @Test
  void keepsTheFileFrozenWhenLatchesAreLifted() throws IOException {
    var file = new FreezeFile(Files.createFile(folder.resolve("freeze")));
    var meters = new SimpleMeterRegistry();
    var freezes = new Freezes(world.store(), file, world.clock(), meters);

    freezes.lift(null, "done");

    assertThat(freezes.all()).hasSize(1);
    assertThat(meters.get("e2b_reconciler.frozen").gauge().value()).isOne();
  }

  @Test
  void stopsApprovedPlansByTheFileToo() throws IOException {
    world.freezeFile(new FreezeFile(Files.createFile(folder.resolve("freeze")))).settled();
    var approved = Ticket.approved(Map.of(world.subject().id(), Action.PAUSE), "plan");

    assertThat(world.reaper().act(world.standing(), approved))
        .extracting(Result::guard)
        .containsExactly("not-frozen");
  }

  @Test
  void sendsNothingWhereTheFileComesWhileStoring() {
    var file = folder.resolve("freeze");
    world.freezeFile(new FreezeFile(file)).settled();
    beforeCommit = () -> create(file);

    assertWithdrawn("frozen while storing: the file " + file);
  }

  @Test
  void sendsNothingWhereTheOwnersHeartbeatComesWhileStoring() {
    world.leadership(() -> {
      if (!world.openIntents().isEmpty()) {
        world.ownerHeartbeat(Duration.ofMinutes(5));
      }
      return null;
    });

    assertWithdrawn("its owner's heartbeat came while storing: live until");
  }

  @Test
  void sendsNothingWhereItIsToldToRunAnewWhileStoring() {
    var now = world.clock().instant();
    toldWhileStoring(row -> with(row, now, now.plus(Duration.ofMinutes(5))));

    assertWithdrawn("told while storing: ");
  }

  @Test
  void sendsNothingWhereItIsToldToLastLongerWhileStoring() {
    var later = world.clock().instant().plus(Duration.ofMinutes(5));
    toldWhileStoring(row -> with(row, row.startedAt(), later));

    assertWithdrawn("told while storing: wait: not yet 1m past its planned end");
  }

  @Test
  void sendsWhereNothingElseIsToldWhileStoring() {
    toldWhileStoring(row -> row);
    world.pass();

    assertThat(world.api().sent("pause")).isOne();
  }

  private void toldWhileStoring(UnaryOperator<SandboxRow> change) {
    world.leadership(() -> {
      if (!world.openIntents().isEmpty()) {
        world.advance(Duration.ofMillis(1));
        world.see(change.apply(world.api().row(SANDBOX)));
      }
      return null;
    });
  }

  private static SandboxRow with(SandboxRow row, Instant startedAt, Instant endAt) {
    return new SandboxRow(
        row.sandbox(), row.state(), row.template(), row.metadata(), startedAt, endAt, row.size());
  }

  @Test
  void sendsNothingWhereAHumanFreezesWhileStoring() {
    world.leadership(() -> {
      if (!world.openIntents().isEmpty()) { // nobody is asked once more before the request but it
        world.freezes().freeze(ACCOUNT, "stop", Freezes.HUMAN);
      }
      return null;
    });

    assertWithdrawn("frozen while storing: stop");
  }

  @Test
  void readsWhatIsStoredAboutFreezesWithTheIntent() {
    var other = new Freezes(world.store(), FreezeFile.NONE, world.clock(), world.meters());
    other.freeze(ACCOUNT, "by another hand", Freezes.HUMAN);

    assertThat(refusal().reason()).isEqualTo("not-frozen: frozen: by another hand");
  }

  private Result refusal() {
    world.api().forgetLog();
    var results = world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(world.api().destructive()).isZero();
    return results.getFirst();
  }

  private void assertRefused(String guard, String reason) {
    assertThat(refusal().reason()).startsWith(guard + ": " + reason);
    assertThat(world.api().log()).isEmpty();
  }

  private void assertWithdrawn(String why) {
    var results = world.reaper().act(world.standing(), Ticket.ORDINARY);

    assertThat(results)
        .singleElement()
        .satisfies(result -> {
          assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
          assertThat(result.reason()).startsWith(why);
        });
    assertThat(world.api().destructive()).isZero();
    assertThat(world.openIntents()).isEmpty();
    assertThat(world.subject(SANDBOX).state()).isEqualTo(CaseState.DUE);
  }

  private static Policy overdue(Window window) {
    return new Policy(
        "overdue",
        new Condition.Overdue(Duration.ofMinutes(1)),
        Match.ALL,
        Duration.ofMinutes(5),
        Action.KILL,
        window);
  }

  private static void create(Path file) {
    try {
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

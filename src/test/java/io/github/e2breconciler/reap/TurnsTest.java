package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What others do while a call to E2B is under way: nobody waits for it, and what they say holds.
 */
final class TurnsTest {

  private final ReapWorld world = new ReapWorld();

  @BeforeEach
  void condemn() {
    world.condemned();
  }

  @Test
  void snoozeWaitsForNoCallAndHolds() {
    duringFinalRead(() -> world.reaper().snooze(id(), Duration.ofHours(1), "mine"));

    assertRefused("unprotected", "snoozed until");
  }

  @Test
  void snoozeThatComesWhileStoringHolds() {
    var asked = new ArrayList<String>();
    world.leadership(() -> {
      if (!world.openIntents().isEmpty() && asked.isEmpty()) { // right before the request
        asked.add("once");
        world.reaper().snooze(id(), Duration.ofHours(1), "mine");
      }
      return null;
    });

    var results = world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(results).extracting(Result::outcome).containsExactly(Outcome.FAILED);
    assertThat(results.getFirst().reason()).startsWith("snoozed until");
    assertThat(world.api().destructive()).isZero();
    assertThat(world.openIntents()).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }

  @Test
  void readsWhatIsStoredAboutSnoozesWithTheIntent() {
    new Snoozes(world.store(), world.clock()).snooze(KEY, Duration.ofHours(1), "another hand");

    assertRefused("unprotected", "snoozed until");
  }

  @Test
  void releaseWaitsForNoCallAndHolds() {
    duringFinalRead(() -> world.reaper().release(id(), "not this one"));

    assertRefused("identity", "its case changed meanwhile, it is closed");
    assertThat(world.state()).isEqualTo(CaseState.RELEASED);
  }

  @Test
  void approvalWaitsForNoCallAndIsNotLost() {
    duringFinalRead(() -> world.reaper().approve(id(), "end it"));

    assertRefused("identity", "its case changed meanwhile, it is due");
    assertThat(world.subject().approved()).isTrue();
    world.pass();
    assertThat(world.api().sent("pause")).isOne();
    assertThat(world.subject().approved()).isTrue();
  }

  @Test
  void explanationWaitsForNoCall() {
    duringFinalRead(() -> world.reaper().explain(KEY, world.standing()));

    world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(world.api().sent("pause")).isOne();
  }

  @Test
  void whatIsJudgedOtherwiseDuringFinalReadIsNotEnded() {
    world
        .api()
        .nextRead(id -> {
          var before = world.api().readNow(id);
          world.see(withEndIn(Duration.ofHours(1)));
          beside(() -> world.reaper().judge(world.standing()));
          return before;
        });

    assertRefused("identity", "its case changed meanwhile, it is closed");
    assertThat(world.state()).isEqualTo(CaseState.RECOVERED);
  }

  /** Seen from outside, a pause that takes long looks like one that did nothing. */
  @Test
  void looksAfterNoRequestThatIsStillUnderWay() {
    var settled = new ArrayList<Result>();
    world
        .api()
        .nextPause(id -> {
          world.advance(Duration.ofMinutes(5));
          settled.addAll(beside(world::verify));
          world.api().pauseNow(id);
          return PauseAnswer.PAUSED;
        });

    world.reaper().act(world.standing(), Ticket.ORDINARY);
    assertThat(settled).isEmpty();
    assertThat(world.state()).isEqualTo(CaseState.PAUSING);
    assertThat(world.verify()).extracting(Result::outcome).containsExactly(Outcome.PAUSED);
  }

  @Test
  void holdsNoCaseWhileItReadsWhetherOneRunsOn() {
    world.pass();
    world.verify();
    world.advance(Duration.ofMinutes(10));
    world.api().put(withEndIn(Duration.ofMinutes(10)));
    world.walk();
    world
        .api()
        .nextRead(id -> {
          assertThat(beside(() -> world.reaper().release(id(), "leave it"))).isNotNull();
          return world.api().readNow(id);
        });

    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.RELEASED);
  }

  private String id() {
    return world.subject().id();
  }

  private SandboxRow withEndIn(Duration span) {
    var row = world.api().row(SANDBOX);
    return new SandboxRow(
        SANDBOX,
        State.RUNNING,
        row.template(),
        row.metadata(),
        row.startedAt(),
        world.clock().instant().plus(span),
        row.size());
  }

  private void duringFinalRead(Supplier<?> work) {
    world
        .api()
        .nextRead(id -> {
          assertThat(beside(work)).isNotNull();
          return world.api().readNow(id);
        });
  }

  /** In another thread, as a person's request comes; fails if that has to wait for this one. */
  private static <T extends @Nullable Object> T beside(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void assertRefused(String guard, String reason) {
    List<Result> results = world.reaper().act(world.standing(), Ticket.ORDINARY);

    assertThat(results).extracting(Result::guard).containsExactly(guard);
    assertThat(results.getFirst().reason()).startsWith(guard + ": " + reason);
    assertThat(world.api().destructive()).isZero();
    assertThat(world.openIntents()).isEmpty();
  }
}

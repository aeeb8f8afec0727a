package io.github.e2breconciler.reap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.lease.Renewal;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dies at every commit of the way from mark to verified kill, once right before and once right
 * after it; then only the store and E2B remember.
 */
final class CrashTest {

  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final Power power = new Power();
  private final ReapWorld world = new ReapWorld(power::commit);

  CrashTest() {
    world.api().unpluggedWhile(power::lost);
  }

  /** Fails with a given commit, or right after it, and stays so. */
  private static final class Power {
    private int commits;
    private int last = Integer.MAX_VALUE;
    private boolean including;
    private boolean lost;

    void failAt(int commit, boolean held) {
      commits = 0;
      last = commit;
      including = held;
    }

    void commit() {
      commits++;
      if (lost || (commits == last && !including)) {
        lost = true;
        throw new IllegalStateException("power lost");
      }
      lost = commits == last;
    }

    boolean lost() {
      return lost;
    }

    void restore() {
      last = Integer.MAX_VALUE;
      lost = false;
    }
  }

  static Stream<Arguments> crashes() {
    var whole = new CrashTest();
    whole.power.failAt(Integer.MAX_VALUE, false);
    whole.story();
    assertThat(whole.world.state()).isEqualTo(CaseState.KILLED);
    return IntStream.rangeClosed(1, whole.power.commits)
        .boxed()
        .flatMap(commit -> Stream.of(Arguments.of(commit, false), Arguments.of(commit, true)));
  }

  @ParameterizedTest(name = "at commit {0}, which held: {1}")
  @MethodSource("crashes")
  void endsAsIfNothingHadHappened(int commit, boolean held) {
    crash(commit, held);
    var ofUnknownHand = pauseLostItsAnswer();

    goOn();

    assertThat(world.state()).isEqualTo(ofUnknownHand ? CaseState.ESCALATED : CaseState.KILLED);
    assertThat(world.openIntents()).isEmpty();
    assertThat(world.api().sent("kill")).isEqualTo(ofUnknownHand ? 0 : 1);
  }

  @ParameterizedTest(name = "at commit {0}, which held: {1}")
  @MethodSource("crashes")
  void neverKillsWhatGotLeaseMeanwhile(int commit, boolean held) {
    crash(commit, held);
    var killed = world.api().sent("kill");
    var renewed = world.heartbeat(Duration.ofHours(24)) instanceof Renewal.Renewed;

    goOn();

    assertThat(world.openIntents()).isEmpty();
    assertThat(world.api().sent("kill")).isLessThanOrEqualTo(1);
    if (renewed) {
      assertThat(world.api().sent("kill")).isEqualTo(killed);
    }
  }

  @ParameterizedTest(name = "at commit {0}, which held: {1}")
  @MethodSource("crashes")
  void neverKillsWhatItsOwnerPausedWhileWeWereDown(int commit, boolean held) {
    crash(commit, held);
    world.advance(Duration.ofMinutes(5));
    var sent = world.api().sent("pause") > 0;
    var ours = sent && !pauseLostItsAnswer();
    if (!sent) {
      world.api().pauseNow(ReapWorld.SANDBOX);
    }

    goOn();

    assertThat(world.openIntents()).isEmpty();
    assertThat(world.api().sent("kill")).isEqualTo(ours ? 1 : 0);
  }

  private void story() {
    world.advance(Duration.ofSeconds(1));
    world.born(ReapWorld.SANDBOX);
    world.advance(ReapWorld.LIFE.plusMinutes(1));
    world.pass();
    world.advance(Duration.ofMinutes(5));
    world.pass();
    world.verifyFor(Duration.ofSeconds(4));
    world.advance(QUARANTINE);
    world.pass();
    world.verifyFor(Duration.ofSeconds(8));
  }

  private void crash(int commit, boolean held) {
    power.failAt(commit, held);
    try {
      story();
    } catch (RuntimeException e) {
      assertThat(power.lost()).as(() -> "died of something else: " + e).isTrue();
    }
    power.restore();
    world.restart();
  }

  /** Then nobody can tell whose pause it is, and a human is asked. */
  private boolean pauseLostItsAnswer() {
    return world.api().sent("pause") > 0
        && world.openIntents().stream()
            .anyMatch(intent ->
                intent.action().equals(Action.PAUSE.label())
                    && intent.answer().equals(Intents.NONE));
  }

  private void goOn() {
    for (var i = 0; i < 50; i++) {
      world.verifyFor(Duration.ofSeconds(6));
      world.pass();
      world.verifyFor(Duration.ofSeconds(6));
      world.advance(Duration.ofSeconds(50));
    }
  }
}

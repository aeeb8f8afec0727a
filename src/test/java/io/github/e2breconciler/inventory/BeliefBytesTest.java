package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.LivingFleet;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BeliefBytesTest {

  private static final SandboxKey KEY = new SandboxKey(new AccountId("default"), SANDBOX);

  @Test
  void keepsThatNothingWasSaid() {
    assertKept(Belief.blank(KEY));
  }

  @RepeatedTest(500)
  void keepsEveryBelief(RepetitionInfo repetition) {
    assertKept(Beliefs.of(KEY, new Random(repetition.getCurrentRepetition())));
  }

  /** What is told at a glance, to leave out most of a fleet unread, never leaves out too much. */
  @RepeatedTest(500)
  void tellsAtGlanceWhatIsNotPastItsEndOrBare(RepetitionInfo repetition) {
    var belief = Beliefs.of(KEY, new Random(repetition.getCurrentRepetition()));
    var held = new Held(belief);
    var sandbox = BeliefView.of(belief);
    var endAt = sandbox.endAt();

    if (sandbox.running() && endAt != null) {
      assertThat(held.runsPast(endAt.plusNanos(1))).isTrue();
    }
    if (sandbox.running() && (endAt == null || sandbox.size() == null)) {
      assertThat(held.perhapsBare()).isTrue();
    }
    if (!sandbox.running()) {
      assertThat(held.runsPast(Instant.MAX)).isFalse();
      assertThat(held.perhapsBare()).isFalse();
    }
  }

  @Test
  void passesOverSettledRowThatIsNotPastItsEnd() {
    var belief = settled();
    var endAt = BeliefView.of(belief).endAt();

    assertThat(endAt).isNotNull();
    assertThat(new Held(belief).runsPast(endAt)).isFalse();
    assertThat(new Held(belief).perhapsBare()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00.000000001Z",
        "+1000000000-12-31T23:59:59.999999998Z"
      })
  void keepsTimesToTheNanosecond(String time) {
    var at = Instant.parse(time);

    assertKept(with(new Details("base", at, Map.of(), Instant.MIN, new Size(2, 512), at)));
    assertKept(with(new Details("base", Instant.MAX, Map.of(), at, null, Instant.MIN)));
  }

  @Test
  void keepsTextOfAnyLengthAndHalvesOfPairs() {
    var metadata =
        Map.of("", "", "half", "\ud800", "pair", "\ud83d\ude00", "long", "\u00ff".repeat(100_000));

    assertKept(
        with(new Details("\u4e2d", Instant.EPOCH, metadata, Instant.EPOCH, null, Instant.MIN)));
  }

  @Test
  void keepsLargestSize() {
    var size = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

    assertKept(with(new Details("", Instant.MIN, Map.of(), Instant.MIN, size, Instant.EPOCH)));
  }

  @Test
  void writesOnceWhatRowAndDetailsBothSay() {
    var belief = settled();

    var kept = BeliefBytes.unpack(belief.key(), BeliefBytes.pack(belief));

    assertThat(kept).isEqualTo(belief);
    assertThat(kept.row()).isNotNull();
    assertThat(kept.row().row().metadata()).isSameAs(kept.details().metadata());
  }

  @Test
  void keepsTheTimeOfARowApart() {
    var seen = new Seen(row(State.RUNNING, 0, 300), Source.LIST, at(1));
    var told = new Heard(created("a", 0), Source.WEBHOOK, at(1));
    var belief = Merge.merge(Merge.merge(Belief.blank(KEY), told), seen);
    var bytes = BeliefBytes.pack(Merge.merge(belief, later(seen, 10)));
    assertThat(BeliefBytes.settled(bytes)).isTrue();
    assertThat(SettledBytes.asOf(bytes)).isEqualTo(at(10));

    SettledBytes.stamp(bytes, at(20));

    assertThat(BeliefBytes.unpack(KEY, bytes)).isEqualTo(Merge.merge(belief, later(seen, 20)));
  }

  private static Seen later(Seen seen, int asOf) {
    return new Seen(seen.row(), seen.source(), at(asOf));
  }

  private static Belief with(Details details) {
    var blank = Belief.blank(KEY);
    return new Belief(KEY, blank.executions(), null, details, null, blank.absence(), null, null);
  }

  /** One that the row of the last walk says all of. */
  private static Belief settled() {
    var observations = LivingFleet.observations(7);
    var belief = Belief.blank(new SandboxKey(KEY.account(), observations.getFirst().sandbox()));
    for (var observation : observations) {
      belief = Merge.merge(belief, observation);
    }
    return belief;
  }

  private static void assertKept(Belief belief) {
    var bytes = BeliefBytes.pack(belief);

    assertThat(BeliefBytes.unpack(KEY, bytes)).isEqualTo(belief);
    assertThat(BeliefBytes.view(KEY, bytes)).isEqualTo(BeliefView.of(belief));
    assertThat(BeliefBytes.exists(bytes)).isEqualTo(BeliefView.of(belief).state().exists());
  }
}

package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.paused;
import static io.github.e2breconciler.testing.Events.resumed;
import static io.github.e2breconciler.testing.Events.row;
import static io.github.e2breconciler.testing.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Absent;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.NotFound;
import io.github.e2breconciler.sandbox.Observation.ProvenGone;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A row that says again what is known may be taken at a glance, and no other. */
final class ConfirmationTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final AccountId OTHER = new AccountId("other");
  private static final SandboxKey KEY = new SandboxKey(ACCOUNT, SANDBOX);
  private static final SandboxRow ROW = row(State.RUNNING, 0, 300);

  private final FakeClock clock = new FakeClock();
  private final Inventory inventory = new Inventory(clock, clock);

  @Test
  void confirmsWhatTheLastWalkShowed() {
    apply(created("a", 0));
    inventory.apply(ACCOUNT, seen(ROW, 10));
    inventory.takeDirty();

    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 20))).isTrue();

    assertThat(inventory.find(KEY)).isNotNull().extracting("observedAt").isEqualTo(at(20));
    assertThat(inventory.takeDirty()).isEmpty();
  }

  @Test
  void confirmsNothingThatIsOlderOrUnknown() {
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 20))).isFalse();
    inventory.apply(ACCOUNT, seen(ROW, 20));

    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 20))).isFalse();
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 19))).isFalse();
    assertThat(inventory.confirm(OTHER, seen(ROW, 30))).isFalse();
  }

  @Test
  void confirmsNothingThatSaysSomethingElse() {
    inventory.apply(ACCOUNT, seen(ROW, 20));

    for (var other :
        List.of(
            row(State.PAUSED, 0, 300),
            row(State.RUNNING, 1e-9, 300),
            row(State.RUNNING, 0, 300 + 1e-9),
            with("other", ROW.metadata()),
            with("bas", ROW.metadata()),
            with(ROW.template(), Map.of()),
            with(ROW.template(), Map.of("app", "test", "owner", "job-43")),
            with(ROW.template(), Map.of("app", "test", "owner", "\u016flohy")))) {
      assertThat(inventory.confirm(ACCOUNT, seen(other, 30))).as("%s", other).isFalse();
    }
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 30))).isTrue();
  }

  @Test
  void confirmsTextBeyondLatinToo() {
    var row = with("\u4e2d", Map.of("owner", "\u017elu\u0165ou\u010dk\u00fd k\u016f\u0148"));
    inventory.apply(ACCOUNT, seen(row, 10));

    assertThat(inventory.confirm(ACCOUNT, seen(row, 20))).isTrue();
  }

  @Test
  void confirmsNothingAfterItsEventsOrItsAbsence() {
    inventory.apply(ACCOUNT, seen(ROW, 10));
    apply(killed("a", 15, 0));
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 20))).isFalse();

    inventory.apply(ACCOUNT, seen(ROW, 30));
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 40))).isTrue();

    inventory.apply(ACCOUNT, new Absent(SANDBOX, at(50)));
    assertThat(inventory.confirm(ACCOUNT, seen(ROW, 60))).isFalse();
  }

  /** Whatever is confirmed would have come to the very same, and was worth no more. */
  @RepeatedTest(500)
  void confirmsOnlyWhatChangesNothing(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var merging = new Inventory(clock, clock);
    for (var observation : story(random)) {
      merging.takeDirty();
      var change = merging.apply(ACCOUNT, observation);
      if (observation instanceof Seen seen && inventory.confirm(ACCOUNT, seen)) {
        assertThat(merging.takeDirty()).isEmpty();
        assertThat(change.drift()).isNull();
      } else {
        inventory.apply(ACCOUNT, observation);
      }

      assertThat(inventory.belief(KEY)).isEqualTo(merging.belief(KEY));
      var belief = merging.belief(KEY);
      assertThat(inventory.find(KEY)).isEqualTo(belief == null ? null : BeliefView.of(belief));
      assertThat(inventory.lacked(ACCOUNT).toList()).isEqualTo(merging.lacked(ACCOUNT).toList());
    }
  }

  private static List<Observation> story(SplittableRandom random) {
    var story = new ArrayList<Observation>();
    for (var i = 0; i < 30; i++) {
      var now = i + random.nextInt(-3, 4);
      story.add(random.nextInt(3) > 0 ? someRow(random, now) : something(random, now));
    }
    return story;
  }

  private static Observation someRow(SplittableRandom random, int now) {
    var state = random.nextInt(5) > 0 ? State.RUNNING : State.PAUSED;
    var source = random.nextInt(8) > 0 ? Source.LIST : Source.READ;
    return new Seen(row(state, 0, random.nextInt(6) > 0 ? 300 : 310), source, at(now));
  }

  private static Observation something(SplittableRandom random, int now) {
    return switch (random.nextInt(8)) {
      case 0 -> heard(created("a", 0));
      case 1 -> heard(updated("a", now, 310));
      case 2 -> heard(paused("a", now, 0));
      case 3 -> heard(resumed("b", now));
      case 4 -> heard(killed("a", now, 0));
      case 5 -> new NotFound(SANDBOX, at(now));
      case 6 -> new Absent(SANDBOX, at(now));
      default -> new ProvenGone(SANDBOX, at(now));
    };
  }

  @Test
  void tellsWhatAWalkDidNotShow() {
    inventory.apply(ACCOUNT, seen(ROW, 10));

    assertThat(inventory.unshown(ACCOUNT, at(10), _ -> false)).isEmpty();
    assertThat(inventory.unshown(ACCOUNT, at(20), _ -> true)).isEmpty();
    assertThat(inventory.unshown(ACCOUNT, at(20), _ -> false)).hasSize(1);
    assertThat(inventory.unshown(OTHER, at(20), _ -> false)).isEmpty();
    assertThat(inventory.lacked(ACCOUNT)).isEmpty();

    inventory.apply(ACCOUNT, new Absent(SANDBOX, at(20)));
    assertThat(inventory.lacked(ACCOUNT)).containsExactly(KEY);
    assertThat(inventory.lacked(OTHER)).isEmpty();
    assertThat(inventory.running(ACCOUNT)).isOne();

    apply(killed("a", 30, 0));
    assertThat(inventory.lacked(ACCOUNT)).isEmpty();
    assertThat(inventory.running(ACCOUNT)).isZero();
  }

  private void apply(LifecycleEvent event) {
    inventory.apply(ACCOUNT, heard(event));
  }

  private static Heard heard(LifecycleEvent event) {
    return new Heard(event, Source.WEBHOOK, event.at());
  }

  private static Seen seen(SandboxRow row, double asOf) {
    return new Seen(row, Source.LIST, at(asOf));
  }

  private static SandboxRow with(String template, Map<String, String> metadata) {
    return new SandboxRow(
        SANDBOX, ROW.state(), template, metadata, ROW.startedAt(), ROW.endAt(), ROW.size());
  }
}

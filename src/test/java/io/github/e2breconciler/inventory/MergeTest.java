package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.killedBare;
import static io.github.e2breconciler.testing.Events.paused;
import static io.github.e2breconciler.testing.Events.resumed;
import static io.github.e2breconciler.testing.Events.row;
import static io.github.e2breconciler.testing.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Absent;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.NotFound;
import io.github.e2breconciler.sandbox.Observation.ProvenGone;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class MergeTest {

  private static final SandboxKey KEY = new SandboxKey(new AccountId("default"), SANDBOX);

  @Test
  void runsAfterCreated() {
    var sandbox = merged(heard(created("a", 0)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
    assertThat(sandbox.startedAt()).isEqualTo(at(0));
    assertThat(sandbox.endAt()).isNull();
  }

  @Test
  void takesForksFirstResumedForItsBirth() {
    assertThat(merged(heard(resumed("child", 7))).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void keepsNewerRunWhenOldRunsKilledComesLate() {
    var sandbox =
        merged(heard(created("a", 0)), heard(resumed("b", 20)), heard(killed("a", 25, 0)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
    assertThat(sandbox.startedAt()).isEqualTo(at(20));
  }

  @Test
  void keepsListedNewerRunWhenOldRunsKilledComesLate() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            new Seen(row(State.RUNNING, 20, 320), Source.LIST, at(22)),
            heard(killed("a", 25, 0)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void staysRunningWhenPausedComesAfterResumed() {
    var sandbox =
        merged(heard(created("a", 0)), heard(resumed("b", 20.5)), heard(paused("a", 20.1, 0)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void staysRunningWhenPausedStampedByFastNodeComesAfterResumed() {
    var sandbox =
        merged(heard(created("a", 0)), heard(resumed("b", 20)), heard(paused("a", 21, 0)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void endsWithKilledOfTheRunningRun() {
    assertThat(merged(heard(created("a", 0)), heard(killed("a", 5, 0))).state())
        .isEqualTo(State.GONE);
  }

  @Test
  void comparesTimesWhenKilledNamesNoRun() {
    var old = merged(heard(resumed("b", 20)), heard(killedBare(null, 10)));
    var current = merged(heard(resumed("b", 20)), heard(killedBare(null, 30)));

    assertThat(old.state()).isEqualTo(State.RUNNING);
    assertThat(current.state()).isEqualTo(State.GONE);
  }

  /** As a webhook does that lacks a field, and comes late. */
  @Test
  void staysGoneWhenWhatNamesNoRunShowsItAliveBeforeItsEnd() {
    var gone = List.of(heard(resumed("b", 20)), heard(killed("b", 30, 20)));

    assertThat(merged(with(gone, heard(updated(null, 25, 300)))).state()).isEqualTo(State.GONE);
    assertThat(merged(with(gone, heard(resumed(null, 40)))).state()).isEqualTo(State.RUNNING);
  }

  /** As E2B tells of one whose node went away, minutes later. */
  @Test
  void staysGoneWhenAnEarlierRunIsSaidToHaveEndedLaterThanItsLast() {
    var seen = new Seen(row(State.RUNNING, 32, 208), Source.LIST, at(200));
    var gone = List.of(seen, heard(killed("b", 208, 32)));

    assertThat(merged(with(gone, heard(killed(null, 220, 29)))).state()).isEqualTo(State.GONE);
    assertThat(merged(with(gone, heard(paused(null, 220, 29)))).state()).isEqualTo(State.GONE);
  }

  @Test
  void prefersEventToReadAskedWithinTheMarginAfterIt() {
    var within =
        merged(
            heard(created("a", 0)),
            heard(paused("a", 100, 0)),
            new Seen(row(State.RUNNING, 0, 300), Source.READ, at(101.999)));
    var after =
        merged(
            heard(created("a", 0)),
            heard(paused("a", 100, 0)),
            new Seen(row(State.RUNNING, 0, 300), Source.READ, at(102)));

    assertThat(within.state()).isEqualTo(State.PAUSED);
    assertThat(after.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void neverLetsReadOlderThanKilledReviveIt() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            heard(killed("a", 100, 0)),
            new Seen(row(State.RUNNING, 0, 300), Source.LIST, at(99)));

    assertThat(sandbox.state()).isEqualTo(State.GONE);
  }

  @Test
  void believesRowThatShowsThePauseOfTheSameRun() {
    var sandbox =
        merged(heard(created("a", 0)), new Seen(row(State.PAUSED, 0, 10), Source.LIST, at(10.5)));

    assertThat(sandbox.state()).isEqualTo(State.PAUSED);
    assertThat(sandbox.endAt()).isEqualTo(at(10));
  }

  @Test
  void takesEndFromRowUntilUpdatedSetsIt() {
    var seen = new Seen(row(State.RUNNING, 0, 300), Source.LIST, at(10));

    assertThat(merged(heard(created("a", 0)), seen).endAt()).isEqualTo(at(300));
    assertThat(merged(heard(created("a", 0)), seen, heard(updated("a", 20, 900))).endAt())
        .isEqualTo(at(900));
  }

  @Test
  void forgetsEndOfEarlierRun() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            heard(updated("a", 5, 900)),
            heard(paused("a", 50, 0)),
            heard(resumed("b", 60)));

    assertThat(sandbox.endAt()).isNull();
  }

  /** Ends tell when their run began to the second, and both began in one. */
  @Test
  void laterOfTwoRunsOfOneSecondIsTheOneHeardOfLater() {
    var told =
        List.<Observation>of(
            heard(resumed("b", 21.2)),
            heard(paused("b", 21.4, 21)),
            heard(resumed("a", 21.5)),
            heard(killed("a", 21.7, 21)));

    assertThat(merged(told).state()).isEqualTo(State.GONE);
    assertThat(merged(told.reversed()).state()).isEqualTo(State.GONE);
  }

  /** An event of a run after a row that shows it, and none that told of its start. */
  @Test
  void knowsStartOfRunHeardOfBeforeAndAfterRow() {
    var before = heard(updated("b", 30, 300));
    var row = new Seen(row(State.RUNNING, 20, 300), Source.LIST, at(40));
    var after = heard(updated("b", 50, 400));

    for (var told :
        List.of(
            List.<Observation>of(before, row, after),
            List.of(after, row, before),
            List.of(row, after, before),
            List.of(before, after, row))) {
      var sandbox = merged(told);
      assertThat(sandbox.startedAt()).isEqualTo(at(20));
      assertThat(sandbox.execution()).isEqualTo(new ExecutionId("b"));
      assertThat(sandbox.endAt()).isEqualTo(at(400));
    }
  }

  @Test
  void knowsRunOfRowByEventsBeforeIt() {
    var sandbox =
        merged(
            heard(updated("b", 30, 300)),
            new Seen(row(State.RUNNING, 20, 300), Source.LIST, at(40)));

    assertThat(sandbox.execution()).isEqualTo(new ExecutionId("b"));
  }

  @Test
  void doesNotKnowStartOfRunThatRowMayNotShow() {
    var row = new Seen(row(State.RUNNING, 20, 300), Source.LIST, at(40));

    assertThat(merged(row, heard(updated("b", 50, 400))).startedAt()).isNull();
    assertThat(merged(row, heard(updated("b", 39, 400)), heard(updated("b", 50, 400))).startedAt())
        .isNull();
    assertThat(
            merged(row, heard(updated(null, 30, 300)), heard(updated(null, 50, 400))).execution())
        .isNull();
    assertThat(merged(row, heard(updated("a", 10, 300))).execution()).isNull();
    assertThat(merged(row, heard(updated("a", 21, 300))).execution()).isNull();
    assertThat(merged(row, heard(updated("a", 10, 300)), heard(updated("a", 45, 300))).startedAt())
        .isNull();
  }

  @Test
  void isNotGoneByAbsenceFromOneWalkAndNotFound() {
    var sandbox =
        merged(heard(created("a", 0)), new Absent(SANDBOX, at(60)), new NotFound(SANDBOX, at(61)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void isNotGoneByAbsenceFromTwoWalksAlone() {
    var sandbox =
        merged(heard(created("a", 0)), new Absent(SANDBOX, at(60)), new Absent(SANDBOX, at(70)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void isGoneByTwoWalksAndNotFound() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            new Absent(SANDBOX, at(60)),
            new Absent(SANDBOX, at(70)),
            new NotFound(SANDBOX, at(71)));

    assertThat(sandbox.state()).isEqualTo(State.GONE);
  }

  @Test
  void countsAbsencesAnewOnceSeen() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            new Absent(SANDBOX, at(60)),
            new Seen(row(State.RUNNING, 0, 300), Source.LIST, at(65)),
            new Absent(SANDBOX, at(70)),
            new NotFound(SANDBOX, at(71)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void ignoresNotFoundFromBeforeTheAbsences() {
    var sandbox =
        merged(
            heard(created("a", 0)),
            new NotFound(SANDBOX, at(59)),
            new Absent(SANDBOX, at(60)),
            new Absent(SANDBOX, at(70)));

    assertThat(sandbox.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void revivesWhenSeenAfterProof() {
    var gone = List.of(heard(created("a", 0)), new ProvenGone(SANDBOX, at(50)));
    var seen = new Seen(row(State.RUNNING, 60, 300), Source.LIST, at(65));

    assertThat(merged(gone).state()).isEqualTo(State.GONE);
    assertThat(merged(with(gone, seen)).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void keepsMetadataWhenAnEventHasNone() {
    var bare = killedBare("a", 5);
    var header = bare.header();
    var mute =
        new LifecycleEvent.Killed(
            new io.github.e2breconciler.sandbox.EventHeader(
                header.id(),
                header.type(),
                header.at(),
                SANDBOX,
                header.execution(),
                "",
                "",
                "",
                null),
            null,
            "");

    assertThat(merged(heard(created("a", 0)), heard(mute)).metadata())
        .isEqualTo(io.github.e2breconciler.testing.Events.METADATA);
  }

  @RepeatedTest(500)
  void endsInTheSameBeliefWhateverTheOrderAndTheRepeats(RepetitionInfo repetition) {
    var seed = repetition.getCurrentRepetition(); // the seed is the name
    var story = story(new SplittableRandom(seed));
    var shuffled = new ArrayList<>(story);
    shuffled.addAll(story.subList(0, story.size() / 2));
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(belief(shuffled)).isEqualTo(belief(story));
  }

  @RepeatedTest(500)
  void tellsTheTruthOfAnEarlierStateOnceEverythingArrived(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var shuffled = new ArrayList<Observation>();
    var truth = life(random, shuffled);
    Collections.shuffle(shuffled, new Random(random.nextLong()));

    assertThat(merged(shuffled).state()).isEqualTo(truth);
  }

  /** A whole life told by events alone; returns the state it ends in. */
  private static State life(SplittableRandom random, List<Observation> told) {
    var now = 0.0;
    var state = State.RUNNING;
    for (var run = 0; run < random.nextInt(1, 6); run++) {
      var execution = "run" + run;
      var started = now;
      told.add(heard(run == 0 ? created(execution, now) : resumed(execution, now)));
      state = State.RUNNING;
      now += random.nextDouble(5, 60);
      if (random.nextBoolean()) {
        var name = random.nextBoolean() ? execution : null;
        told.add(heard(updated(name, now, now + 300)));
        now += random.nextDouble(1, 60);
      }
      var end = random.nextInt(3);
      if (end == 0) {
        return state;
      }
      told.add(heard(end == 1 ? killed(execution, now, started) : paused(execution, now, started)));
      state = end == 1 ? State.GONE : State.PAUSED;
      if (end == 1) {
        return state;
      }
      now += random.nextDouble(0.5, 60);
    }
    return state;
  }

  /** Anything at all, contradictions included. */
  private static List<Observation> story(SplittableRandom random) {
    var story = new ArrayList<Observation>();
    for (var i = 0; i < random.nextInt(1, 14); i++) {
      var execution = random.nextInt(5) == 0 ? null : "run" + random.nextInt(5);
      var at = Math.round(random.nextDouble(0, 60) * 4) / 4.0;
      var started = Math.max(0, at - random.nextInt(20));
      story.add(
          switch (random.nextInt(9)) {
            case 0 -> heard(created(execution, at));
            case 1 -> heard(resumed(execution, at));
            case 2 -> heard(updated(execution, at, at + random.nextInt(300)));
            case 3 -> heard(paused(execution, at, started));
            case 4 -> heard(killed(execution, at, started));
            case 5 -> heard(killedBare(execution, at));
            case 6 -> new Seen(row(State.PAUSED, started, at), Source.READ, at(at));
            case 7 -> new NotFound(SANDBOX, at(at));
            default -> new Seen(row(State.RUNNING, started, at + 300), Source.READ, at(at));
          });
    }
    return story;
  }

  private static List<Observation> with(List<Observation> story, Observation last) {
    var all = new ArrayList<>(story);
    all.add(last);
    return all;
  }

  private static Observation heard(LifecycleEvent event) {
    return new Heard(event, Source.WEBHOOK, event.at());
  }

  private static Sandbox merged(Observation... story) {
    return merged(List.of(story));
  }

  private static Sandbox merged(List<Observation> story) {
    return BeliefView.of(belief(story));
  }

  private static Belief belief(List<Observation> story) {
    var belief = Belief.blank(KEY);
    for (var observation : story) {
      belief = Merge.merge(belief, observation);
    }
    return belief;
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * L3, as far as something has to move on: what a daemon may not leave lying once a run has ended
 * calm. A case may wait for twenty minutes after it was due, for caps and people come first; what
 * was given to people, or only told of, may wait for ever.
 */
final class Headway {

  private static final Duration CASE = Duration.ofMinutes(20);

  /** E2B's sweep, and reads that bring no answer twice as long. */
  private static final Duration INTENT = Duration.ofMinutes(5);

  /** One under way is given up after two minutes, and what it sent half a minute later. */
  private static final Duration PASS = Duration.ofMinutes(5);

  /** Between walks, and some of them for chance and for passes that came between. */
  private static final int WALK = 50;

  private static final int FLUSHES = 12;

  private static final Set<CaseState> MOVING =
      Set.of(CaseState.MARKED, CaseState.DUE, CaseState.REVIVED);

  private final Stage stage;
  private final Engine engine;
  private final Machine machine;

  Headway(Stage stage, Engine engine, Machine machine) {
    this.stage = stage;
    this.engine = engine;
    this.machine = machine;
  }

  /** Looks at everything, which takes some minutes of the run. */
  void nothingIsStuck() {
    var now = stage.time().instant();
    engine.cases().open().stream()
        .filter(subject -> !unwatched(subject))
        .forEach(subject -> requireMoving(subject, now));
    var intent = machine.oldestIntent();
    if (intent != null && intent.plus(INTENT).isBefore(now)) {
      throw stuck("a request is not settled since " + intent);
    }
    engine.watches().values().forEach(watch -> requireWalked(watch.standing().lastWalkAt(), now));
    requireWritten();
    requirePass();
  }

  /**
   * What began before its account was watched is never ended for nobody's claim; a guard says so.
   */
  private boolean unwatched(Case subject) {
    var watch = engine.watches().get(subject.key().account());
    var since = watch == null ? null : watch.standing().watchedSince();
    return subject.condition().equals("unclaimed")
        && (since == null || subject.startedAt().isBefore(since));
  }

  void requireMoving(Case subject, Instant now) {
    var moves =
        MOVING.contains(subject.state())
            || (subject.state() == CaseState.PAUSED && subject.action() == Action.KILL);
    if (moves && subject.due().plus(CASE).isBefore(now)) {
      throw new Violation(
          LawName.L3, subject.key().sandbox(), "its case is due and does not move on: " + subject);
    }
  }

  private void requireWalked(@Nullable Instant last, Instant now) {
    var detection = engine.settings().reconcile().detection();
    if (last == null || last.plus(detection.multipliedBy(WALK)).isBefore(now)) {
      throw stuck("no complete walk since " + last);
    }
  }

  private void requireWritten() {
    for (var i = 0; engine.unwritten() > 0; i++) {
      if (i == FLUSHES) {
        throw stuck(engine.unwritten() + " beliefs are not written");
      }
      stage.time().pass(Duration.ofSeconds(5));
    }
  }

  private void requirePass() {
    var id = engine.passes().request("manual", true, null);
    stage.time().pass(PASS);
    var report = engine.passes().find(id);
    if (report == null || report.running()) {
      throw stuck("a pass that was asked for has not come to its end: " + report);
    }
  }

  private static Violation stuck(String what) {
    return new Violation(LawName.L3, null, what);
  }
}

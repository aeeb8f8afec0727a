package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * S1, as far as it depends on what time it is in truth: whatever the daemon's clock says, nothing
 * is paused before its mark has stood for the grace, unless a human let that be skipped. A mark
 * counts from a look before the first that showed it, and two ticks more.
 */
final class Graces implements Law {

  private final Map<String, Instant> marked = new HashMap<>();
  private final InstantSource time;
  private final Duration grace;

  /** With the time that it is, and all policies' grace. */
  Graces(InstantSource time, Duration grace) {
    this.time = time;
    this.grace = grace;
  }

  @Override
  public void look(Engine engine) {
    look(engine.cases().open());
  }

  void look(List<Case> open) {
    var since = time.instant().minus(SimulatedRun.LOOK).minus(LeaseLedger.SHORT);
    open.forEach(subject -> marked.putIfAbsent(subject.id(), since));
  }

  @Override
  public void requested(Request request) {
    var subject = request.subject();
    var since = marked.getOrDefault(subject.id(), time.instant().minus(SimulatedRun.LOOK));
    if (request.action() == Action.PAUSE
        && !subject.approved()
        && time.instant().isBefore(since.plus(grace))) {
      throw new Violation(
          LawName.S1, request.sandbox(), "pause though its mark has not stood before " + since);
    }
  }
}

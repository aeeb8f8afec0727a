package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * S1, as far as people were promised time: nothing is asked for in its mark grace, unless a human
 * let that be skipped, nor while it is snoozed. Whatever the daemon's clock says, nothing is paused
 * before its mark has stood in truth; there a mark counts from half a minute before the first look
 * that showed it, for who marks may stand still before it is stored.
 */
final class Graces implements Law {

  /** The daemon keeps whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  /** A look, and a thread that stands still, or some of them one after the other. */
  private static final Duration UNSEEN = Duration.ofSeconds(30);

  private final Map<String, Instant> marked = new HashMap<>();
  private final Map<SandboxId, Instant> snoozes = new HashMap<>();
  private final InstantSource time;
  private final Duration grace;

  /** With the time that it is, and all policies' grace. */
  Graces(InstantSource time, Duration grace) {
    this.time = time;
    this.grace = grace;
  }

  /** A human was promised that it is left alone until then. */
  void snoozed(SandboxId sandbox, Instant until) {
    snoozes.put(sandbox, until);
  }

  @Override
  public void look(Engine engine) {
    look(engine.cases().open());
  }

  void look(List<Case> open) {
    var since = time.instant().minus(UNSEEN);
    open.forEach(subject -> marked.putIfAbsent(subject.id(), since));
  }

  @Override
  public void requested(Request request) {
    var now = time.instant();
    var subject = request.subject();
    var until = snoozes.get(request.sandbox());
    if (until != null && until.isAfter(now)) {
      throw broken(request, "though it is snoozed until " + until);
    }
    if (subject.approved()) {
      return;
    }
    if (subject.markedAt().plus(grace).isAfter(now.plus(ROUNDING))) {
      throw broken(request, "in its mark grace");
    }
    var since = marked.getOrDefault(subject.id(), now.minus(UNSEEN));
    if (request.action() == Action.PAUSE && now.isBefore(since.plus(grace))) {
      throw broken(request, "though its mark has not stood before " + since);
    }
  }

  private static Violation broken(Request request, String why) {
    return new Violation(LawName.S1, request.sandbox(), request.action() + " " + why);
  }
}

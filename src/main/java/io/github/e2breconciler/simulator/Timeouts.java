package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;

/**
 * How a running sandbox's end moves: E2B's rules for timeout, refreshes and connect.
 *
 * <p>The record is written before the node is asked, so a crashed machine's end moves even though
 * the call answers 404. Guarded by the timeline's lock.
 */
final class Timeouts {

  private static final Duration MIN_REFRESH = Duration.ofSeconds(15);

  private final Timeline timeline;
  private final TeamPlan plan;
  private final Roster roster;
  private final Emitter emitter;
  private final Lifecycle lifecycle;

  Timeouts(Timeline timeline, TeamPlan plan, Roster roster, Emitter emitter, Lifecycle lifecycle) {
    this.timeline = timeline;
    this.plan = plan;
    this.roster = roster;
    this.emitter = emitter;
    this.lifecycle = lifecycle;
  }

  /** Sets the end, earlier or later. */
  Reply<SimulatedSandbox> set(SandboxId id, Duration timeout) {
    return move(id, timeout, false, 204);
  }

  /** Extends the end, never shortens it. */
  Reply<SimulatedSandbox> refresh(SandboxId id, Duration duration) {
    var raised = duration.compareTo(MIN_REFRESH) < 0 ? MIN_REFRESH : duration;
    return move(id, raised, true, 204);
  }

  /**
   * Extends a running sandbox and answers 200, or resumes a paused one and answers 201. More than a
   * run may last is refused, although an end that is too far is only cut by the other calls.
   */
  Reply<SimulatedSandbox> connect(SandboxId id, Duration timeout) {
    var refused = lifecycle.refusedLength(timeout);
    if (refused != null) {
      return refused;
    }
    var sandbox = roster.get(id);
    return sandbox != null && (sandbox.paused() || sandbox.pausing())
        ? lifecycle.resume(id, timeout)
        : move(id, timeout, true, 200);
  }

  private Reply<SimulatedSandbox> move(
      SandboxId id, Duration timeout, boolean extendOnly, int status) {
    var sandbox = roster.get(id);
    if (sandbox == null || sandbox.paused()) {
      return Lifecycle.missing(id);
    }
    if (sandbox.changing()) {
      return Lifecycle.changing(id);
    }
    var now = timeline.now();
    var furthest = sandbox.startedAt().plus(plan.longestRun());
    if (!furthest.isAfter(now)) {
      return new Reply.Refused<>(400, "Max instance length exceeded");
    }
    var wanted = earlier(now.plus(timeout), furthest);
    var kept = extendOnly && wanted.isBefore(sandbox.endAt());
    var moved = kept ? sandbox : sandbox.endingAt(wanted);
    if (!moved.equals(sandbox)) {
      roster.put(moved);
      lifecycle.expectEnd(moved);
    }
    if (!lifecycle.machineOf(moved)) {
      return Lifecycle.missing(id);
    }
    emitter.updated(moved);
    return new Reply.Done<>(status, moved);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import io.github.e2breconciler.simulator.SimulatedSandbox.Run;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a team's sandboxes begin to run: E2B's rules for create, resume and fork's children.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Lifecycle {

  private static final Duration SHORTEST_AUTO_RESUME = Duration.ofMinutes(5);

  private final Timeline timeline;
  private final TeamPlan plan;
  private final Roster roster;
  private final Emitter emitter;
  private final Endings endings;

  Lifecycle(Timeline timeline, TeamPlan plan, Roster roster, Emitter emitter, Endings endings) {
    this.timeline = timeline;
    this.plan = plan;
    this.roster = roster;
    this.emitter = emitter;
    this.endings = endings;
  }

  Reply<SimulatedSandbox> create(NewSandbox spec) {
    var timeout = spec.lifetime().timeout();
    if (!timeout.isPositive()) {
      return new Reply.Refused<>(400, "Timeout must be greater than 0");
    }
    var refused = refusedStart(timeout);
    if (refused != null) {
      return refused;
    }
    var sandbox = start(timeline.ids().sandbox(), spec, timeout, timeline.ids().uuid(), null);
    emitter.created(sandbox);
    return new Reply.Done<>(201, sandbox);
  }

  Reply<SimulatedSandbox> resume(SandboxId id, Duration timeout) {
    var sandbox = roster.get(id);
    if (sandbox == null) {
      return missing(id);
    }
    if (sandbox.killing()) {
      return changing(id);
    }
    if (sandbox.pausing()) {
      return wakeOnceAsleep(sandbox, timeout);
    }
    if (sandbox.running()) {
      return new Reply.Refused<>(409, "Sandbox " + id + " is already running");
    }
    var refused = refusedStart(timeout);
    if (refused != null) {
      return refused;
    }
    var paused = sandbox.run();
    var resumed = start(id, sandbox.spec(), timeout, paused.build(), paused);
    emitter.resumed(resumed);
    return new Reply.Done<>(201, resumed);
  }

  /** Traffic to a sandbox: wakes one that is to be woken so, and tells whether it did. */
  boolean wake(SandboxId id) {
    var found = roster.get(id);
    if (found == null || !found.wakesByTraffic()) {
      return false;
    }
    var timeout = found.spec().lifetime().timeout();
    var longer = timeout.compareTo(SHORTEST_AUTO_RESUME) > 0 ? timeout : SHORTEST_AUTO_RESUME;
    return resume(id, longer).done();
  }

  /** A fork's child: a new sandbox that is announced as resumed, with its parent's metadata. */
  Reply<SimulatedSandbox> startChild(SimulatedSandbox parent, Duration timeout) {
    var refused = refusedStart(timeout);
    if (refused != null) {
      return refused;
    }
    var child =
        start(timeline.ids().sandbox(), parent.spec(), timeout, timeline.ids().uuid(), null);
    emitter.resumed(child);
    return new Reply.Done<>(201, child);
  }

  /** Ends the machine alone: the record goes on saying that it runs. */
  boolean crash(SandboxId id) {
    var sandbox = roster.get(id);
    return sandbox != null
        && sandbox.running()
        && timeline.nodes().crash(sandbox.run().execution(), timeline.now());
  }

  /** Until when there are measurements: now or, of a ghost, its crash; null for neither. */
  @Nullable Instant measuredUntil(SimulatedSandbox sandbox) {
    return machineOf(sandbox)
        ? timeline.now()
        : timeline.nodes().crashOf(sandbox.run().execution());
  }

  /** Drops the record of an execution that went with its node. */
  void forget(SandboxId id, ExecutionId execution) {
    var sandbox = roster.get(id);
    if (sandbox != null && sandbox.running() && sandbox.run().execution().equals(execution)) {
      roster.remove(id);
    }
  }

  boolean machineOf(SimulatedSandbox sandbox) {
    return endings.machineOf(sandbox);
  }

  /** Sees to it that E2B ends the sandbox at its present end, unless that moves meanwhile. */
  void expectEnd(SimulatedSandbox sandbox) {
    endings.expectEnd(sandbox);
  }

  static <T> Reply<T> missing(SandboxId id) {
    return new Reply.Refused<>(
        404, "Sandbox \"" + id + "\" doesn't exist or you don't have access to it");
  }

  static <T> Reply<T> changing(SandboxId id) {
    return new Reply.Refused<>(409, "Sandbox \"" + id + "\" is changing state");
  }

  /** The refusal of more than a run may last, or null. */
  @Nullable Reply<SimulatedSandbox> refusedLength(Duration timeout) {
    return timeout.compareTo(plan.longestRun()) > 0
        ? new Reply.Refused<>(
            400, "Timeout cannot be greater than " + plan.longestRun().toHours() + " hours")
        : null;
  }

  private @Nullable Reply<SimulatedSandbox> refusedStart(Duration timeout) {
    var refused = refusedLength(timeout);
    if (refused != null) {
      return refused;
    }
    if (roster.running() >= plan.concurrent()) {
      return new Reply.Refused<>(
          429,
          "you have reached the maximum number of concurrent E2B sandboxes ("
              + plan.concurrent()
              + ")");
    }
    return null;
  }

  private SimulatedSandbox start(
      SandboxId id, NewSandbox spec, Duration timeout, String build, @Nullable Run lastPaused) {
    var now = timeline.now();
    var run = new Run(timeline.ids().execution(), build, now, now.plus(timeout), false);
    var sandbox = new SimulatedSandbox(id, spec, run, Phase.RUNNING, lastPaused);
    roster.put(sandbox);
    var nodes = timeline.nodes();
    nodes.start(id, run.execution(), timeline.ids().below(nodes.count()));
    endings.expectEnd(sandbox);
    return sandbox;
  }

  /** Who wants to wake one that is being paused waits for that, which no time is taken for. */
  private Reply<SimulatedSandbox> wakeOnceAsleep(SimulatedSandbox pausing, Duration timeout) {
    return endings.endPause(pausing) == null
        ? missing(pausing.id())
        : resume(pausing.id(), timeout);
  }
}

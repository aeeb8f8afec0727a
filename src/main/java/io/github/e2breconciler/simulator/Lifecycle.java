package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import io.github.e2breconciler.simulator.SimulatedSandbox.Run;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a team's sandboxes are born and end: E2B's rules for create, resume, pause, kill and expiry.
 *
 * <p>An event is the node's: where no machine is left, nothing is said. A machine lives on a little
 * after its {@code paused} or {@code killed}. Guarded by the timeline's lock.
 */
final class Lifecycle {

  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(20);
  private static final Duration SWEEP_MIN_AGE = Duration.ofSeconds(60);

  private final Timeline timeline;
  private final TeamPlan plan;
  private final Roster roster;
  private final Emitter emitter;

  Lifecycle(Timeline timeline, TeamPlan plan, Roster roster, Emitter emitter) {
    this.timeline = timeline;
    this.plan = plan;
    this.roster = roster;
    this.emitter = emitter;
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

  Reply<SimulatedSandbox> pause(SandboxId id) {
    var sandbox = roster.get(id);
    if (sandbox == null) {
      return missing(id);
    }
    if (sandbox.paused()) {
      return new Reply.Refused<>(409, "Sandbox " + id + " is already paused");
    }
    if (sandbox.snapshotting()) {
      return changing(id);
    }
    if (!machineOf(sandbox)) {
      roster.remove(id); // the record goes whatever the node says
      return new Reply.Refused<>(500, "Error pausing sandbox: sandbox operation failed");
    }
    return new Reply.Done<>(204, sleep(sandbox));
  }

  Reply<SimulatedSandbox> kill(SandboxId id) {
    var sandbox = roster.get(id);
    if (sandbox == null) {
      return missing(id);
    }
    end(sandbox, "request");
    return new Reply.Done<>(204, sandbox);
  }

  /** A kill whose node does not answer: the record goes, the machine stays until it is swept. */
  Reply<SimulatedSandbox> killUnreachable(SandboxId id) {
    var sandbox = roster.get(id);
    if (sandbox == null || sandbox.paused()) {
      return kill(id);
    }
    roster.remove(id);
    expectSweep(sandbox);
    return new Reply.Refused<>(500, "Error killing sandbox: sandbox operation failed");
  }

  /** Ends the machine alone: the record goes on saying that it runs. */
  boolean crash(SandboxId id) {
    var sandbox = roster.get(id);
    return sandbox != null && sandbox.running() && stopNow(sandbox.run().execution());
  }

  /** Drops the record of an execution that went with its node. */
  void forget(SandboxId id, ExecutionId execution) {
    var sandbox = roster.get(id);
    if (sandbox != null && sandbox.running() && sandbox.run().execution().equals(execution)) {
      roster.remove(id);
    }
  }

  boolean machineOf(SimulatedSandbox sandbox) {
    return sandbox.running() && timeline.nodes().alive(sandbox.run().execution());
  }

  /** Sees to it that E2B ends the sandbox at its present end, unless that moves meanwhile. */
  void expectEnd(SimulatedSandbox sandbox) {
    if (!sandbox.spec().lifetime().neverExpires()) {
      timeline.at(sandbox.endAt(), () -> expire(sandbox));
    }
  }

  static <T> Reply<T> missing(SandboxId id) {
    return new Reply.Refused<>(
        404, "Sandbox \"" + id + "\" doesn't exist or you don't have access to it");
  }

  static <T> Reply<T> changing(SandboxId id) {
    return new Reply.Refused<>(409, "Sandbox \"" + id + "\" is changing state");
  }

  private @Nullable Reply<SimulatedSandbox> refusedStart(Duration timeout) {
    if (timeout.compareTo(plan.longestRun()) > 0) {
      return new Reply.Refused<>(
          400, "Timeout cannot be greater than " + plan.longestRun().toHours() + " hours");
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
    var run = new Run(timeline.ids().execution(), build, now, now.plus(timeout));
    var sandbox = new SimulatedSandbox(id, spec, run, Phase.RUNNING, lastPaused);
    roster.put(sandbox);
    var nodes = timeline.nodes();
    nodes.start(id, run.execution(), timeline.ids().below(nodes.count()));
    expectEnd(sandbox);
    return sandbox;
  }

  private void expire(SimulatedSandbox expected) {
    var sandbox = roster.get(expected.id());
    if (sandbox == null
        || !sandbox.run().equals(expected.run())
        || sandbox.paused()
        || sandbox.spec().lifetime().neverExpires()) {
      return; // ended, moved or forgotten meanwhile
    }
    if (sandbox.spec().lifetime().onTimeout() == OnTimeout.PAUSE && machineOf(sandbox)) {
      sleep(sandbox);
      return;
    }
    end(sandbox, "timeout");
  }

  private SimulatedSandbox sleep(SimulatedSandbox sandbox) {
    emitter.paused(sandbox);
    stopSoon(sandbox.run().execution());
    var paused = sandbox.pausedAt(timeline.now(), timeline.ids().uuid());
    roster.put(paused);
    return paused;
  }

  private void end(SimulatedSandbox sandbox, String reason) {
    roster.remove(sandbox.id());
    if (machineOf(sandbox)) {
      emitter.killed(sandbox, reason);
      stopSoon(sandbox.run().execution());
    }
  }

  private void stopSoon(ExecutionId execution) {
    timeline.at(timeline.now().plus(timeline.nodes().stopping()), () -> stopNow(execution));
  }

  private boolean stopNow(ExecutionId execution) {
    return timeline.nodes().stop(execution);
  }

  private void expectSweep(SimulatedSandbox sandbox) {
    var oldEnough = sandbox.startedAt().plus(SWEEP_MIN_AGE);
    var now = timeline.now();
    timeline.at(nextSweep(oldEnough.isAfter(now) ? oldEnough : now), () -> sweep(sandbox));
  }

  private void sweep(SimulatedSandbox sandbox) {
    if (machineOf(sandbox)) {
      emitter.killed(sandbox, "orphaned");
      stopSoon(sandbox.run().execution());
    }
  }

  private static Instant nextSweep(Instant from) {
    var period = SWEEP_PERIOD.toSeconds();
    return Instant.ofEpochSecond((from.getEpochSecond() / period + 1) * period);
  }
}

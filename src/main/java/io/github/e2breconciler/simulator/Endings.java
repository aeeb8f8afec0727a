package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Pace.Work;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a team's sandboxes stop to run: E2B's rules for pause, kill, expiry and the orphan sweep.
 *
 * <p>An event is the node's: where no machine is left, nothing is said. A machine lives on a little
 * after its {@code paused} or {@code killed}. Guarded by the timeline's lock.
 */
final class Endings {

  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(20);
  private static final Duration SWEEP_MIN_AGE = Duration.ofSeconds(60);

  private final Timeline timeline;
  private final Roster roster;
  private final Emitter emitter;

  Endings(Timeline timeline, Roster roster, Emitter emitter) {
    this.timeline = timeline;
    this.roster = roster;
    this.emitter = emitter;
  }

  /**
   * Pauses a running one.
   *
   * @param coldBoots whether its disk alone is kept
   */
  Reply<SimulatedSandbox> pause(SandboxId id, boolean coldBoots) {
    var sandbox = roster.get(id);
    if (sandbox == null || sandbox.killing()) {
      return Lifecycle.missing(id);
    }
    if (sandbox.paused()) {
      return new Reply.Refused<>(409, "Sandbox " + id + " is already paused");
    }
    if (sandbox.changing()) {
      return Lifecycle.changing(id);
    }
    if (!machineOf(sandbox)) {
      roster.remove(id); // the record goes whatever the node says
      return new Reply.Refused<>(500, "Error pausing sandbox: sandbox operation failed");
    }
    return new Reply.Done<>(204, beginPause(sandbox, coldBoots));
  }

  /**
   * Ends one; of one that is being paused the pause comes to its end, and then goes its snapshot.
   */
  Reply<SimulatedSandbox> kill(SandboxId id) {
    var sandbox = roster.get(id);
    if (sandbox == null) {
      return Lifecycle.missing(id);
    }
    if (sandbox.pausing()) {
      var asleep = endPause(sandbox);
      roster.remove(id);
      return new Reply.Done<>(204, asleep == null ? sandbox : asleep);
    }
    if (!sandbox.killing()) {
      end(sandbox, "request");
    }
    return new Reply.Done<>(204, sandbox);
  }

  /**
   * A kill whose node does not answer: the record goes, the machine stays until it is swept, and so
   * does the snapshot of an earlier pause.
   */
  Reply<SimulatedSandbox> killUnreachable(SandboxId id) {
    var sandbox = roster.get(id);
    if (sandbox == null || sandbox.paused() || sandbox.pausing() || sandbox.killing()) {
      return kill(id);
    }
    var snapshot = sandbox.asLastPaused();
    if (snapshot == null) {
      roster.remove(id);
    } else {
      roster.put(snapshot);
    }
    expectSweep(sandbox);
    return new Reply.Refused<>(500, "Error killing sandbox: sandbox operation failed");
  }

  /** Whether the machine that a running record speaks of is alive. */
  boolean machineOf(SimulatedSandbox sandbox) {
    return sandbox.running() && timeline.nodes().alive(sandbox.run().execution());
  }

  /** Sees to it that E2B ends the sandbox at its present end, unless that moves meanwhile. */
  void expectEnd(SimulatedSandbox sandbox) {
    if (!sandbox.spec().lifetime().neverExpires()) {
      timeline.at(sandbox.endAt(), () -> expire(sandbox));
    }
  }

  private void expire(SimulatedSandbox expected) {
    var sandbox = roster.get(expected.id());
    if (sandbox == null
        || !sandbox.run().equals(expected.run())
        || sandbox.paused()
        || sandbox.pausing()
        || sandbox.killing()
        || sandbox.spec().lifetime().neverExpires()) {
      return; // ended, moved or forgotten meanwhile
    }
    if (sandbox.spec().lifetime().onTimeout() == OnTimeout.PAUSE && machineOf(sandbox)) {
      beginPause(sandbox, false);
      return;
    }
    end(sandbox, "timeout");
  }

  private SimulatedSandbox beginPause(SimulatedSandbox sandbox, boolean coldBoots) {
    var pausing = sandbox.pausing(timeline.now(), coldBoots);
    var length = timeline.pace().of(Work.PAUSE);
    if (length.isZero()) {
      return sleep(pausing);
    }
    roster.put(pausing);
    timeline.at(
        timeline.now().plus(length),
        () -> {
          if (pausing.equals(roster.get(pausing.id()))) {
            var _ = endPause(pausing);
          }
        });
    return pausing;
  }

  /** The paused record, or null where the machine died meanwhile and there is nothing to keep. */
  @Nullable SimulatedSandbox endPause(SimulatedSandbox pausing) {
    if (machineOf(pausing)) {
      return sleep(pausing);
    }
    roster.remove(pausing.id());
    return null;
  }

  private SimulatedSandbox sleep(SimulatedSandbox sandbox) {
    emitter.paused(sandbox);
    stopSoon(sandbox.run().execution());
    var paused = sandbox.pausedAt(sandbox.endAt(), timeline.ids().uuid());
    roster.put(paused);
    return paused;
  }

  private void end(SimulatedSandbox sandbox, String reason) {
    var length = sandbox.paused() ? Duration.ZERO : timeline.pace().of(Work.KILL);
    if (length.isZero()) {
      roster.remove(sandbox.id());
    } else {
      var dying = sandbox.endingAt(timeline.now()).in(Phase.KILLING);
      roster.put(dying);
      timeline.at(timeline.now().plus(length), () -> bury(dying));
    }
    if (machineOf(sandbox)) {
      emitter.killed(sandbox, reason);
      stopSoon(sandbox.run().execution());
    }
  }

  private void bury(SimulatedSandbox dying) {
    if (dying.equals(roster.get(dying.id()))) {
      roster.remove(dying.id());
    }
  }

  private void stopSoon(ExecutionId execution) {
    timeline.at(
        timeline.now().plus(timeline.nodes().stopping()), () -> timeline.nodes().stop(execution));
  }

  private void expectSweep(SimulatedSandbox sandbox) {
    var oldEnough = sandbox.startedAt().plus(SWEEP_MIN_AGE);
    var now = timeline.now();
    timeline.at(nextSweep(oldEnough.isAfter(now) ? oldEnough : now), () -> sweep(sandbox));
  }

  /** Ends a machine that no record speaks of; those of a live id are told apart by no sweep. */
  private void sweep(SimulatedSandbox sandbox) {
    var recorded = roster.get(sandbox.id());
    if (recorded != null && recorded.running() && machineOf(sandbox)) {
      expectSweep(sandbox);
    } else if (machineOf(sandbox)) {
      emitter.killed(sandbox, "orphaned");
      stopSoon(sandbox.run().execution());
    }
  }

  private static Instant nextSweep(Instant from) {
    var period = SWEEP_PERIOD.toSeconds();
    return Instant.ofEpochSecond((from.getEpochSecond() / period + 1) * period);
  }
}

package io.github.e2breconciler.simulator;

import static java.time.temporal.ChronoUnit.MICROS;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * E2B's record of one sandbox; the machine behind a running one may be dead.
 *
 * @param spec as it was created, or as its parent was for a fork's child
 * @param run the current execution, or the last one of a paused sandbox
 * @param lastPaused the execution that its last pause ended, or null where it was never paused
 */
public record SimulatedSandbox(
    SandboxId id, NewSandbox spec, Run run, Phase phase, @Nullable Run lastPaused) {

  /** What E2B is doing with it. */
  public enum Phase {
    RUNNING,
    /** Running, while a snapshot is taken; no list shows it as running. */
    SNAPSHOTTING,
    /** On its way to be paused; shown as paused. */
    PAUSING,
    PAUSED,
    /** On its way to its end; no read and no list shows it. */
    KILLING
  }

  /**
   * One execution.
   *
   * @param build changes at every pause
   * @param endAt the planned end; for a paused sandbox the time of its pause
   * @param coldBoots whether its pause kept the disk alone, so that traffic cannot wake it
   */
  public record Run(
      ExecutionId execution, String build, Instant startedAt, Instant endAt, boolean coldBoots) {}

  /** Whether it counts as running for what a team may run at once: until its pause or kill ends. */
  public boolean running() {
    return phase != Phase.PAUSED;
  }

  public boolean paused() {
    return phase == Phase.PAUSED;
  }

  boolean killing() {
    return phase == Phase.KILLING;
  }

  boolean pausing() {
    return phase == Phase.PAUSING;
  }

  /** Whether something is being done to it that most calls do not get in the way of. */
  boolean changing() {
    return phase != Phase.RUNNING && phase != Phase.PAUSED;
  }

  public boolean snapshotting() {
    return phase == Phase.SNAPSHOTTING;
  }

  /** Whether traffic wakes it: paused with its memory, and created to be paused and woken. */
  boolean wakesByTraffic() {
    var lifetime = spec.lifetime();
    return paused()
        && lifetime.autoResume()
        && lifetime.onTimeout() == OnTimeout.PAUSE
        && !run.coldBoots;
  }

  public Instant startedAt() {
    return run.startedAt;
  }

  public Instant endAt() {
    return run.endAt;
  }

  /** What a read says of it. */
  public State state() {
    return paused() || pausing() ? State.PAUSED : State.RUNNING;
  }

  boolean shownRunning() {
    return state() == State.RUNNING;
  }

  boolean sameRunAs(SimulatedSandbox other) {
    return run.execution.equals(other.run.execution);
  }

  /** What the list and a single read say of it. */
  public SandboxRow row() {
    return new SandboxRow(
        id, state(), spec.template(), spec.metadata(), run.startedAt, run.endAt, spec.size());
  }

  /**
   * The record as lists show it, or null where they do not: while a snapshot is taken or it is
   * being killed, a list knows no more than the last pause, if there was one.
   */
  @Nullable SimulatedSandbox listed() {
    return snapshotting() || killing() ? asLastPaused() : this;
  }

  /** What its last snapshot says of it, whatever became of it since; null without one. */
  @Nullable SimulatedSandbox asLastPaused() {
    return lastPaused == null
        ? null
        : new SimulatedSandbox(id, spec, lastPaused, Phase.PAUSED, lastPaused);
  }

  /** The beginning of its pause. */
  SimulatedSandbox pausing(Instant at, boolean coldBoots) {
    var ending = new Run(run.execution, run.build, run.startedAt, at, coldBoots);
    return new SimulatedSandbox(id, spec, ending, Phase.PAUSING, lastPaused);
  }

  /** Paused rows come from another store, which keeps microseconds. */
  SimulatedSandbox pausedAt(Instant at, String build) {
    var startedAt = run.startedAt.truncatedTo(MICROS);
    var ended = new Run(run.execution, build, startedAt, at, run.coldBoots);
    return new SimulatedSandbox(id, spec, ended, Phase.PAUSED, ended);
  }

  SimulatedSandbox endingAt(Instant endAt) {
    var moved = new Run(run.execution, run.build, run.startedAt, endAt, run.coldBoots);
    return new SimulatedSandbox(id, spec, moved, phase, lastPaused);
  }

  SimulatedSandbox withSpec(NewSandbox value) {
    return new SimulatedSandbox(id, value, run, phase, lastPaused);
  }

  SimulatedSandbox in(Phase value) {
    return new SimulatedSandbox(id, spec, run, value, lastPaused);
  }
}

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
    PAUSED
  }

  /**
   * One execution.
   *
   * @param build changes at every pause
   * @param endAt the planned end; for a paused sandbox the time of its pause
   */
  public record Run(ExecutionId execution, String build, Instant startedAt, Instant endAt) {}

  public boolean running() {
    return phase != Phase.PAUSED;
  }

  public boolean paused() {
    return phase == Phase.PAUSED;
  }

  public boolean snapshotting() {
    return phase == Phase.SNAPSHOTTING;
  }

  public Instant startedAt() {
    return run.startedAt;
  }

  public Instant endAt() {
    return run.endAt;
  }

  public State state() {
    return paused() ? State.PAUSED : State.RUNNING;
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
   * The record as lists show it, or null where they do not: while a snapshot is taken, a list knows
   * no more than the last pause, if there was one.
   */
  @Nullable SimulatedSandbox listed() {
    if (!snapshotting()) {
      return this;
    }
    return lastPaused == null
        ? null
        : new SimulatedSandbox(id, spec, lastPaused, Phase.PAUSED, lastPaused);
  }

  /** Paused rows come from another store, which keeps microseconds. */
  SimulatedSandbox pausedAt(Instant at, String build) {
    var ended = new Run(run.execution, build, run.startedAt.truncatedTo(MICROS), at);
    return new SimulatedSandbox(id, spec, ended, Phase.PAUSED, ended);
  }

  SimulatedSandbox endingAt(Instant endAt) {
    var moved = new Run(run.execution, run.build, run.startedAt, endAt);
    return new SimulatedSandbox(id, spec, moved, phase, lastPaused);
  }

  SimulatedSandbox withSpec(NewSandbox value) {
    return new SimulatedSandbox(id, value, run, phase, lastPaused);
  }

  SimulatedSandbox in(Phase value) {
    return new SimulatedSandbox(id, spec, run, value, lastPaused);
  }
}

package io.github.e2breconciler.simulator;

import static java.time.temporal.ChronoUnit.MICROS;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;

/**
 * E2B's record of one sandbox; the machine behind a running one may be dead.
 *
 * @param spec as it was created, or as its parent was for a fork's child
 * @param run the current execution, or the last one of a paused sandbox
 * @param hiddenUntil while a snapshot is taken, until then, no list shows it; in the past otherwise
 */
public record SimulatedSandbox(
    SandboxId id, NewSandbox spec, Run run, boolean paused, Instant hiddenUntil) {

  /**
   * One execution.
   *
   * @param build changes at every pause
   * @param endAt the planned end; for a paused sandbox the time of its pause
   */
  public record Run(ExecutionId execution, String build, Instant startedAt, Instant endAt) {}

  public boolean running() {
    return !paused;
  }

  public Instant startedAt() {
    return run.startedAt;
  }

  public Instant endAt() {
    return run.endAt;
  }

  public State state() {
    return paused ? State.PAUSED : State.RUNNING;
  }

  /** What the list and a single read say of it. */
  public SandboxRow row() {
    return new SandboxRow(
        id, state(), spec.template(), spec.metadata(), run.startedAt, run.endAt, spec.size());
  }

  /** Paused rows come from another store, which keeps microseconds. */
  SimulatedSandbox pausedAt(Instant at, String build) {
    var ended = new Run(run.execution, build, run.startedAt.truncatedTo(MICROS), at);
    return new SimulatedSandbox(id, spec, ended, true, hiddenUntil);
  }

  SimulatedSandbox runningAs(Run next) {
    return new SimulatedSandbox(id, spec, next, false, hiddenUntil);
  }

  SimulatedSandbox endingAt(Instant endAt) {
    return runningAs(new Run(run.execution, run.build, run.startedAt, endAt));
  }

  SimulatedSandbox withSpec(NewSandbox value) {
    return new SimulatedSandbox(id, value, run, paused, hiddenUntil);
  }

  SimulatedSandbox hiddenUntil(Instant until) {
    return new SimulatedSandbox(id, spec, run, paused, until);
  }
}

package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.Belief.Hearing;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Belief} amounts to: a pure function of it. */
final class BeliefView {

  private BeliefView() {}

  static Sandbox of(Belief belief) {
    var row = belief.row();
    var run = decisive(row, belief.executions());
    var rowSpeaks = row != null && (run == null || outranks(row, run));
    var spokeAt = row != null && rowSpeaks ? row.asOf() : run == null ? Instant.MIN : run.heardAt();
    var state = state(belief, run, rowSpeaks, spokeAt);
    var details = belief.details();
    return new Sandbox(
        belief.key(),
        state,
        details.template(),
        details.metadata(),
        startedAt(row, run, rowSpeaks),
        switch (state) {
          case RUNNING, UNKNOWN -> endAt(belief, run, rowSpeaks);
          case PAUSED -> pausedAt(row, run, rowSpeaks);
          case GONE -> null;
        },
        details.size(),
        run == null || (row != null && rowSpeaks && !sameRun(row, run)) ? null : run.id(),
        newest(belief, spokeAt),
        source(belief));
  }

  /**
   * The same of a belief that {@link SettledBytes#fit}: the row says all but the id of its run.
   *
   * @param run the newest that events tell of
   */
  static Sandbox settled(
      SandboxKey key, Seen seen, @Nullable Execution run, @Nullable Hearing heard) {
    var row = seen.row();
    var heardLater = heard != null && heard.at().isAfter(seen.asOf());
    return new Sandbox(
        key,
        row.state(),
        row.template(),
        row.metadata(),
        row.startedAt(),
        row.endAt(),
        row.size(),
        run == null || !sameRun(seen, run) ? null : run.id(),
        heard != null && heardLater ? heard.at() : seen.asOf(),
        heard != null && heardLater ? heard.source() : seen.source());
  }

  /**
   * The run that is to be weighed against the row: the newest, unless the row is later than that
   * and shows a run of which events tell more. What names no run can be of any before, and then
   * only seems the newest.
   *
   * @param runs oldest first
   */
  private static @Nullable Execution decisive(@Nullable Seen row, List<Execution> runs) {
    if (row != null) {
      for (var i = runs.size() - 1; i >= 0; i--) {
        var run = runs.get(i);
        var counts = i == runs.size() - 1 || sameRun(row, run);
        if (counts && !outranks(row, run)) {
          return run;
        }
      }
    }
    return runs.isEmpty() ? null : runs.getLast();
  }

  /**
   * Whether the row decides over a run that events tell of.
   *
   * <p>A row of a later run wins, one of an earlier run loses unless it was asked for afterwards.
   * Within one run the order is running, then ended: a row that shows the pause needs no time to
   * win, and a row that shows it running loses to every end that may have happened since.
   */
  private static boolean outranks(Seen row, Execution run) {
    var askedAfter = askedAfter(row, run);
    var started = run.startedAt();
    if (started == null || askedAfter) {
      return askedAfter;
    }
    var rowStarted = row.row().startedAt();
    if (!Times.near(rowStarted, started)) {
      return rowStarted.isAfter(started);
    }
    return !run.ended() && row.row().state() != State.RUNNING;
  }

  /** Whether all that events tell of the run happened before the row was asked for. */
  static boolean askedAfter(Seen row, Execution run) {
    return !row.asOf().minus(Times.MARGIN).isBefore(run.heardAt());
  }

  private static boolean sameRun(Seen row, @Nullable Execution run) {
    if (run == null) {
      return false;
    }
    return run.startedAt() == null
        ? overlap(row, run)
        : Times.near(row.row().startedAt(), run.startedAt());
  }

  /**
   * Whether the row shows the run of which nobody told the start. No two runs of a sandbox go on at
   * one time, so it does if something was heard of it before the row was asked for, and something
   * after what the row shows began.
   */
  private static boolean overlap(Seen row, Execution run) {
    var first = run.firstHeardAt();
    var started = row.row().startedAt();
    return first != null
        && row.row().state() == State.RUNNING
        && !first.isBefore(started.minus(Times.MARGIN))
        && !first.isAfter(row.asOf().minus(Times.MARGIN))
        && !run.heardAt().isBefore(started.plus(Times.MARGIN));
  }

  private static State state(
      Belief belief, @Nullable Execution run, boolean rowSpeaks, Instant spokeAt) {
    var provenGoneAt = belief.provenGoneAt();
    if (belief.absence().proves() || (provenGoneAt != null && !spokeAt.isAfter(provenGoneAt))) {
      return State.GONE;
    }
    if (rowSpeaks && belief.row() != null) {
      return belief.row().row().state();
    }
    if (run == null) {
      return State.UNKNOWN;
    }
    if (!run.ended()) {
      return run.startedAt() == null && run.aliveAt() == null ? State.UNKNOWN : State.RUNNING;
    }
    return run.killed() ? State.GONE : State.PAUSED;
  }

  /**
   * REST's start where it is of the run we speak of, since only that compares with a later read.
   */
  private static @Nullable Instant startedAt(
      @Nullable Seen row, @Nullable Execution run, boolean rowSpeaks) {
    if (row != null && (rowSpeaks || run == null || sameRun(row, run))) {
      return row.row().startedAt();
    }
    return run == null ? null : run.startedAt();
  }

  /** The newest end that anyone set during this run; null while nobody did. */
  private static @Nullable Instant endAt(
      Belief belief, @Nullable Execution run, boolean rowSpeaks) {
    var row = belief.row();
    var set = belief.deadline();
    var ofThisRun = row != null && (rowSpeaks || run == null || sameRun(row, run));
    var started = startedAt(row, run, rowSpeaks);
    if (set != null && started != null && set.at().isBefore(started.minus(Times.MARGIN))) {
      set = null;
    }
    if (!ofThisRun || row == null) {
      return set == null ? null : set.endAt();
    }
    return set != null && set.at().isAfter(row.asOf()) ? set.endAt() : row.row().endAt();
  }

  /** A paused row shows the time of its pause as its end; failing that, the event's time. */
  private static @Nullable Instant pausedAt(
      @Nullable Seen row, @Nullable Execution run, boolean rowSpeaks) {
    if (row != null && row.row().state() == State.PAUSED && (rowSpeaks || sameRun(row, run))) {
      return row.row().endAt();
    }
    return run == null ? null : run.endedAt();
  }

  private static Instant newest(Belief belief, Instant spokeAt) {
    var newest = spokeAt;
    if (belief.heard() != null && belief.heard().at().isAfter(newest)) {
      newest = belief.heard().at();
    }
    if (belief.row() != null && belief.row().asOf().isAfter(newest)) {
      newest = belief.row().asOf();
    }
    return newest;
  }

  private static Source source(Belief belief) {
    var row = belief.row();
    var heard = belief.heard();
    if (row == null) {
      return heard == null ? Source.READ : heard.source();
    }
    return heard != null && heard.at().isAfter(row.asOf()) ? heard.source() : row.source();
  }
}

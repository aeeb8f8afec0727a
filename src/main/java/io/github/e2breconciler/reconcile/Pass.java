package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.LogTag;
import io.github.e2breconciler.reap.Outcome;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Worth;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One reconcile run while it goes on: what {@link Report} is taken from. Safe for many threads. */
final class Pass {

  private final String id;
  private final String trigger;
  private final Kind kind;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final List<Report.WalkLine> walks = new ArrayList<>();
  private final Map<String, Integer> drift = new TreeMap<>();
  private final Map<String, Integer> verdicts = new TreeMap<>();
  private final List<Acted> acted = new ArrayList<>();
  private final Map<String, Action> approved = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();
  private Report.Status status = Report.Status.RUNNING;
  private @Nullable Instant startedAt;
  private @Nullable Instant actedUntil;
  private @Nullable Instant finishedAt;
  private long callsBefore;
  private long apiCalls;
  private double dollarsPerHourEnded;

  /** A step with what its sandbox was worth when it was taken. */
  private record Acted(Result result, Worth worth) {}

  Pass(String id, String trigger, Kind kind) {
    this.id = id;
    this.trigger = trigger;
    this.kind = kind;
  }

  String id() {
    return id;
  }

  /** Has every log line of this thread carry the pass's id until it is closed. */
  LogTag inLog() {
    return LogTag.put("pass", id);
  }

  String trigger() {
    return trigger;
  }

  Kind kind() {
    return kind;
  }

  CountDownLatch finished() {
    return finished;
  }

  /**
   * It runs from now on.
   *
   * @param steps of the plan that was approved, by the ids of their cases; empty if none was
   * @param calls to E2B that were made before
   */
  synchronized void begin(Instant now, Map<String, Action> steps, long calls) {
    startedAt = now;
    callsBefore = calls;
    approved.putAll(steps);
  }

  synchronized Instant startedAt() {
    return startedAt == null ? Instant.MAX : startedAt;
  }

  /** It acts no more, or not before the next stretch. */
  synchronized void rests(Instant now) {
    actedUntil = now;
  }

  /** Since when it only waits for what it sent; null while it has not acted. */
  synchronized @Nullable Instant actedUntil() {
    return actedUntil;
  }

  /** The approved steps that have no line yet, in the plan's order. */
  synchronized Map<String, Action> left() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(approved));
  }

  /** What is left will not be reached. */
  synchronized void giveUp() {
    errors.add(approved.size() + " approved steps were not reached; make a new plan");
    approved.clear();
  }

  synchronized void walked(AccountId account, WalkResult walk) {
    walks.add(
        new Report.WalkLine(
            account.name(), walk.pages(), walk.seen(), walk.complete(), walk.reason()));
    walk.drift().forEach((label, count) -> drift.merge(label, count, Integer::sum));
  }

  synchronized void judged(Map<String, Integer> counts) {
    counts.forEach((label, count) -> verdicts.merge(label, count, Integer::sum));
  }

  synchronized void acted(Result result, Worth worth) {
    acted.add(new Acted(result, worth));
    approved.remove(result.subject().id());
  }

  synchronized int lines() {
    return acted.size();
  }

  /** A verification came to its end: the line of its step says so. */
  synchronized void settled(Result result, double dollarsPerHour) {
    for (var i = 0; i < acted.size(); i++) {
      var line = acted.get(i).result();
      if (!line.settled()
          && line.subject().id().equals(result.subject().id())
          && line.step() == result.step()) {
        acted.set(i, new Acted(result, acted.get(i).worth()));
        dollarsPerHourEnded += dollarsPerHour;
        return;
      }
    }
  }

  synchronized boolean unsettled() {
    return acted.stream().anyMatch(each -> !each.result().settled());
  }

  synchronized void failed(AccountId account, String why) {
    errors.add(account + ": " + why);
  }

  /** The steps that a plan would take, by the ids of their cases. */
  synchronized Map<String, Action> planned() {
    var steps = new LinkedHashMap<String, Action>();
    for (var each : acted) {
      if (each.result().outcome() == Outcome.PLANNED) {
        steps.put(each.result().subject().id(), each.result().step());
      }
    }
    return steps;
  }

  synchronized boolean anyFailure() {
    return !errors.isEmpty();
  }

  /**
   * It is over.
   *
   * @param calls to E2B that were made until now
   */
  void finish(Instant now, long calls, boolean ok) {
    synchronized (this) {
      finishedAt = now;
      apiCalls = calls - callsBefore;
      status = ok ? Report.Status.DONE : Report.Status.FAILED;
    }
    finished.countDown();
  }

  /**
   * How it stands.
   *
   * @param calls to E2B that were made until now
   */
  synchronized Report report(long calls) {
    var callsSoFar = startedAt == null ? 0 : calls - callsBefore;
    return new Report(
        id,
        status,
        trigger,
        kind.plan(),
        kind.approved(),
        startedAt,
        finishedAt,
        List.copyOf(walks),
        Map.copyOf(drift),
        Map.copyOf(verdicts),
        acted.stream().map(each -> Report.ActionLine.of(each.result(), each.worth())).toList(),
        List.copyOf(errors),
        status == Report.Status.RUNNING ? callsSoFar : apiCalls,
        kind.plan() ? planned(Worth::perHour) : dollarsPerHourEnded,
        kind.plan() ? planned(Worth::saves) : 0);
  }

  private double planned(ToDoubleFunction<Worth> dollars) {
    return acted.stream()
        .filter(each -> each.result().outcome() == Outcome.PLANNED)
        .filter(each -> each.result().step() == Action.PAUSE)
        .mapToDouble(each -> dollars.applyAsDouble(each.worth()))
        .sum();
  }
}

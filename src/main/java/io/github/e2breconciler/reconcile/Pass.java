package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Outcome;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
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
  private final List<Result> results = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private Report.Status status = Report.Status.RUNNING;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private long apiCalls;
  private double dollarsPerHourEnded;

  Pass(String id, String trigger, Kind kind) {
    this.id = id;
    this.trigger = trigger;
    this.kind = kind;
  }

  String id() {
    return id;
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

  synchronized void begin(Instant now) {
    startedAt = now;
  }

  synchronized Instant startedAt() {
    return startedAt == null ? Instant.MAX : startedAt;
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

  synchronized void acted(List<Result> more) {
    results.addAll(more);
  }

  /** A verification came to its end: the line of its step says so. */
  synchronized void settled(Result result, double dollarsPerHour) {
    for (var i = 0; i < results.size(); i++) {
      var line = results.get(i);
      if (!line.settled()
          && line.subject().id().equals(result.subject().id())
          && line.step() == result.step()) {
        results.set(i, result);
        dollarsPerHourEnded += dollarsPerHour;
        return;
      }
    }
  }

  synchronized boolean unsettled() {
    return results.stream().anyMatch(result -> !result.settled());
  }

  synchronized void failed(AccountId account, String why) {
    errors.add(account + ": " + why);
  }

  synchronized List<String> planned() {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.PLANNED)
        .map(result -> result.subject().id())
        .toList();
  }

  synchronized boolean anyFailure() {
    return !errors.isEmpty();
  }

  void finish(Instant now, long calls, boolean ok) {
    synchronized (this) {
      finishedAt = now;
      apiCalls = calls;
      status = ok ? Report.Status.DONE : Report.Status.FAILED;
    }
    finished.countDown();
  }

  synchronized Report report(long callsSoFar) {
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
        results.stream().map(Report.ActionLine::of).toList(),
        List.copyOf(errors),
        status == Report.Status.RUNNING ? callsSoFar : apiCalls,
        dollarsPerHourEnded);
  }
}

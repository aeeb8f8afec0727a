package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reap.Ticket;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs passes, one at a time: walk, judge, act, then look what became of it.
 *
 * <p>Requests come from any thread and are joined: to the running pass of the same kind, or to one
 * queued behind it. A pass counts as running until what it sent is verified, {@link #SETTLE} at
 * most; one that executes an approved plan, until each of its steps was taken or refused. {@link
 * #step} does the work, on its loop's thread, and the accounts of a pass side by side.
 */
public final class Passes {

  /** Longer verifications outlive their pass: its report then says unconfirmed. */
  static final Duration SETTLE = Duration.ofSeconds(30);

  /** A plan older than this speaks of another world. */
  static final Duration PLAN_HOLDS = Duration.ofMinutes(30);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Passes.class);

  private final Map<AccountId, AccountWatch> accounts;
  private final Reaper reaper;
  private final PassContext context;
  private final PassRun work;
  private final Timetable timetable;
  private final PassBook book;
  private final PassMeters meters;
  private volatile Runnable wake = () -> {};
  private volatile Executor lanes = Runnable::run;

  /** What passes stand on, besides the accounts and the reaper. */
  public record PassContext(
      ReconcileSettings settings,
      Store store,
      InstantSource clock,
      RandomGenerator random,
      Supplier<String> ids,
      MeterRegistry meters) {}

  public Passes(Map<AccountId, AccountWatch> accounts, Reaper reaper, PassContext context) {
    this.accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    this.reaper = reaper;
    this.context = context;
    var sideBySide =
        new SideBySide(lane -> lanes.execute(lane), PassRun.PATIENCE, context.store().turns());
    this.work = new PassRun(this.accounts, reaper, context.clock(), sideBySide);
    this.book = new PassBook(context.ids());
    this.timetable =
        new Timetable(
            new Intervals(context.settings().detection()),
            context.clock(),
            context.random(),
            () -> this.accounts.keySet().stream().flatMap(reaper::nextDue));
    this.meters = new PassMeters(context.meters());
  }

  /** Whom to wake when a pass is requested. */
  public void onRequest(Runnable wake) {
    this.wake = wake;
  }

  /** Where the accounts of a pass run side by side; without it they take turns. */
  public void runIn(Executor lanes) {
    this.lanes = lanes;
  }

  /**
   * Asks for a pass; never blocks.
   *
   * @param plan whether it stops before it acts
   * @param account null: all
   * @return its id, or that of the one it was joined to
   */
  public String request(String trigger, boolean plan, @Nullable AccountId account) {
    return enqueue(trigger, Kind.ordinary(plan, account));
  }

  /** Executes exactly the items of a plan, each guarded anew. */
  public Approval approve(String planId) {
    @Nullable Pass plan = book.find(planId);
    if (plan == null) {
      return new Approval.Unknown();
    }
    var report = report(plan);
    if (!report.plan() || report.running()) {
      return new Approval.Refused("pass " + planId + " is not a finished plan");
    }
    if (report.startedAt() == null
        || report.startedAt().plus(PLAN_HOLDS).isBefore(context.clock().instant())) {
      return new Approval.Refused("plan " + planId + " is older than 30 minutes; make a new one");
    }
    @Nullable Pass pass = book.joinOnce("approved", Kind.approved(plan));
    if (pass == null) {
      return new Approval.Refused("plan " + planId + " was approved already");
    }
    wake.run();
    return new Approval.Accepted(pass.id());
  }

  /** One pass by id, or null if it is unknown to this process. */
  public @Nullable Report find(String id) {
    @Nullable Pass pass = book.find(id);
    return pass == null ? null : report(pass);
  }

  /** The passes of this process, newest first. */
  public List<Report> recent() {
    return book.recent().stream().map(this::report).toList();
  }

  /** Waits for a pass to end; true if it did. */
  public boolean await(String id, Duration atMost) throws InterruptedException {
    @Nullable Pass pass = book.find(id);
    return pass == null || pass.finished().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does what is due; returns the pause until it is useful again. */
  public Duration step() {
    timetable.noteClock();
    verify();
    if (timetable.takeJudgement()) { // marks and recovers between passes too: it costs no call
      accounts.values().forEach(watch -> reaper.judge(watch.standing()));
    }
    @Nullable Pass running = book.running();
    if (running != null && !running.left().isEmpty()) {
      stretch(running);
      verify();
    }
    if (book.running() == null) {
      request();
      @Nullable Pass next = book.takeNext();
      if (next != null) {
        run(next);
        verify();
      }
    }
    return pause();
  }

  private String enqueue(String trigger, Kind kind) {
    var pass = book.join(trigger, kind);
    wake.run();
    return pass.id();
  }

  /** Asks for a pass if the schedule or a case does. */
  private void request() {
    @Nullable String trigger = timetable.due();
    if (trigger != null) {
      enqueue(trigger, trigger.equals(Timetable.DUE) ? Kind.due() : Kind.scheduled());
    }
  }

  private void run(Pass pass) {
    if (pass.kind().actsOnAll()) {
      timetable.started();
    }
    pass.begin(context.clock().instant(), approvedSteps(pass.kind().approved()), calls());
    stretch(pass);
  }

  /** A long plan takes several stretches; one in which nothing was done is the last. */
  private void stretch(Pass pass) {
    var before = pass.lines();
    try (var _ = pass.inLog()) {
      work.run(pass, ticket(pass));
    }
    pass.rests(context.clock().instant());
    if (!pass.left().isEmpty() && pass.lines() == before) {
      pass.giveUp();
    }
  }

  private Map<String, Action> approvedSteps(@Nullable String planId) {
    @Nullable Pass plan = planId == null ? null : book.find(planId);
    return plan == null ? Map.of() : plan.planned();
  }

  private static Ticket ticket(Pass pass) {
    var planId = pass.kind().approved();
    if (planId == null) {
      return pass.kind().plan() ? Ticket.PLAN : Ticket.ORDINARY;
    }
    return Ticket.approved(pass.left(), planId);
  }

  private void verify() {
    @Nullable Pass pass = book.running();
    if (pass == null) {
      var _ = reaper.verify(this::standing);
      return;
    }
    try (var _ = pass.inLog()) {
      verify(pass);
    }
  }

  private void verify(Pass pass) {
    for (Result result : reaper.verify(this::standing)) {
      pass.settled(result, reaper.dollarsPerHourEnded(result));
    }
    var now = context.clock().instant();
    @Nullable Instant actedUntil = pass.actedUntil();
    if (actedUntil != null
        && pass.left().isEmpty()
        && (!pass.unsettled() || !now.isBefore(actedUntil.plus(SETTLE)))) {
      finish(pass, now);
    }
  }

  private @Nullable Standing standing(AccountId account) {
    var watch = accounts.get(account);
    return watch == null ? null : watch.standing();
  }

  private void finish(Pass pass, Instant now) {
    pass.finish(now, calls(), !pass.anyFailure());
    book.finished();
    var report = report(pass);
    meters.finished(pass.trigger(), report.status(), Duration.between(pass.startedAt(), now));
    log.atLevel(report.errors().isEmpty() ? Level.INFO : Level.WARN)
        .log(
            "pass {} id={} trigger={}{} walks={} drift={} verdicts={} actions={} apiCalls={}{}",
            report.status().label(),
            pass.id(),
            pass.trigger(),
            report.plan() ? " plan=true" : "",
            report.walks().size(),
            report.drift(),
            report.verdicts(),
            report.actions().size(),
            report.apiCalls(),
            report.errors().isEmpty() ? "" : " error=\"" + report.errors().getLast() + "\"");
    context.store().writeVoid(tx -> tx.passes().upsert(ReportCodec.row(report, now)));
  }

  private Duration pause() {
    var now = context.clock().instant();
    @Nullable Pass running = book.running();
    if (running != null) {
      return running.left().isEmpty() ? LOOK : Duration.ZERO;
    }
    if (book.waiting()) {
      return Duration.ZERO;
    }
    var next = timetable.next();
    var verification = reaper.nextVerification();
    next = verification != null && verification.isBefore(next) ? verification : next;
    var pause = Duration.between(now, next);
    return pause.compareTo(LOOK) < 0 ? LOOK : pause;
  }

  private long calls() {
    return accounts.values().stream().mapToLong(AccountWatch::calls).sum();
  }

  private Report report(Pass pass) {
    return pass.report(calls());
  }
}

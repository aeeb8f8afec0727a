package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.reap.Reaper;
import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.reap.Ticket;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.PassRow;
import io.github.e2breconciler.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs passes, one at a time: walk, judge, act, then look what became of it.
 *
 * <p>Requests come from any thread and are joined: to the running pass of the same kind, or to one
 * queued behind it. A pass counts as running until what it sent is verified, {@link #SETTLE} at
 * most; only {@link #step} does the work, on its loop's thread.
 */
public final class Passes {

  /** Longer verifications outlive their pass: its report then says unconfirmed. */
  static final Duration SETTLE = Duration.ofSeconds(30);

  /** A plan older than this speaks of another world. */
  static final Duration PLAN_HOLDS = Duration.ofMinutes(30);

  /** Half of what the guard called fresh allows: the rest is for the steps of the pass. */
  private static final Duration FRESH_ENOUGH = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Passes.class);

  private final Map<AccountId, AccountWatch> accounts;
  private final Reaper reaper;
  private final PassContext context;
  private final Intervals intervals;
  private final PassBook book;
  private long callsBefore;
  private Instant lastStarted = Instant.MIN;
  private Instant nextJudgement = Instant.MIN;
  private volatile Runnable wake = () -> {};

  /** What passes stand on, besides the accounts and the reaper. */
  public record PassContext(
      ReconcileSettings settings,
      Store store,
      InstantSource clock,
      Supplier<String> ids,
      MeterRegistry meters) {}

  public Passes(Map<AccountId, AccountWatch> accounts, Reaper reaper, PassContext context) {
    this.accounts = Map.copyOf(accounts);
    this.reaper = reaper;
    this.context = context;
    this.book = new PassBook(context.ids());
    this.intervals = new Intervals(context.settings().detection());
    for (var trigger : List.of("start", "schedule", "due", "manual", "approved")) {
      for (var status : List.of(Report.Status.DONE, Report.Status.FAILED)) {
        counter(trigger, status);
      }
    }
    timer();
  }

  /** Whom to wake when a pass is requested. */
  public void onRequest(Runnable wake) {
    this.wake = wake;
  }

  /**
   * Asks for a pass; never blocks.
   *
   * @param account null: all
   * @return its id, or that of the one it was joined to
   */
  public String request(String trigger, boolean plan, @Nullable AccountId account) {
    return enqueue(trigger, Kind.ordinary(plan, account));
  }

  /** The answer to an approval. */
  public sealed interface Approval {

    record Accepted(String pass) implements Approval {}

    /** No such plan. */
    record Unknown() implements Approval {}

    /** Not a plan, not finished, approved already, or too old. */
    record Refused(String why) implements Approval {}
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
    @Nullable Pass pass =
        book.joinOnce("approved", new Kind(false, plan.kind().account(), false, planId));
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
    noteClock();
    verify();
    judge();
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

  /** Where our clock was set back, nothing waits for its return. */
  private void noteClock() {
    var now = context.clock().instant();
    if (lastStarted.isAfter(now)) {
      lastStarted = now;
      nextJudgement = now;
    }
  }

  private String enqueue(String trigger, Kind kind) {
    var pass = book.join(trigger, kind);
    wake.run();
    return pass.id();
  }

  /** Marks and recovers between passes too: it costs no call. */
  private void judge() {
    var now = context.clock().instant();
    if (!now.isBefore(nextJudgement)) {
      nextJudgement = now.plus(intervals.detection());
      accounts.values().forEach(watch -> reaper.judge(watch.standing()));
    }
  }

  /** Asks for a pass if the schedule or a case does. */
  private void request() {
    var now = context.clock().instant();
    if (lastStarted.equals(Instant.MIN)) {
      request("start", false, null);
    } else if (!now.isBefore(lastStarted.plus(intervals.walk()))) {
      request("schedule", false, null);
    } else if (!now.isBefore(dueAt())) {
      enqueue("due", new Kind(false, null, true, null));
    }
  }

  /** When a case wants a pass; one that was refused asks again, but not at once. */
  private Instant dueAt() {
    Instant earliest = Instant.MAX;
    for (var account : accounts.keySet()) {
      var due = reaper.nextDue(account);
      if (due != null) {
        var asked = due.isAfter(lastStarted) ? due : lastStarted.plus(intervals.births());
        earliest = asked.isBefore(earliest) ? asked : earliest;
      }
    }
    return earliest;
  }

  private void run(Pass pass) {
    lastStarted = context.clock().instant();
    callsBefore = calls();
    pass.begin(lastStarted);
    var ticket = ticket(pass);
    for (var entry : accounts.entrySet()) {
      var only = pass.kind().account();
      if (only == null || only.equals(entry.getKey())) {
        run(pass, entry.getKey(), entry.getValue(), ticket);
      }
    }
  }

  private void run(Pass pass, AccountId id, AccountWatch watch, Ticket ticket) {
    try {
      if (watch.standing().api().health().circuitOpen()) {
        pass.failed(id, "the circuit to E2B is open");
        return;
      }
      if (!pass.kind().quick() || !watch.walkedWithin(FRESH_ENOUGH)) {
        pass.walked(id, watch.resync());
      }
      pass.judged(reaper.judge(watch.standing()));
      pass.acted(reaper.act(watch.standing(), ticket));
    } catch (E2bException e) {
      pass.failed(id, e.kind().label() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("pass failed for one account, the others go on account={}", id, e);
      pass.failed(id, "our own fault, see the log");
    }
  }

  private Ticket ticket(Pass pass) {
    var planId = pass.kind().approved();
    if (planId == null) {
      return pass.kind().plan() ? Ticket.PLAN : Ticket.ORDINARY;
    }
    @Nullable Pass plan = book.find(planId);
    return new Ticket(false, plan == null ? Set.of() : Set.copyOf(plan.planned()), planId);
  }

  private void verify() {
    var settled = reaper.verify(this::standing);
    @Nullable Pass pass = book.running();
    if (pass == null) {
      return;
    }
    for (Result result : settled) {
      pass.settled(result, reaper.dollarsPerHourEnded(result));
    }
    var now = context.clock().instant();
    if (!pass.startedAt().equals(Instant.MAX)
        && (!pass.unsettled() || !now.isBefore(pass.startedAt().plus(SETTLE)))) {
      finish(pass, now);
    }
  }

  private io.github.e2breconciler.reap.Standing standing(AccountId account) {
    var watch = accounts.get(account);
    if (watch == null) {
      throw new IllegalStateException("account is no longer configured: " + account);
    }
    return watch.standing();
  }

  private void finish(Pass pass, Instant now) {
    pass.finish(now, calls() - callsBefore, !pass.anyFailure());
    book.finished();
    var report = report(pass);
    counter(pass.trigger(), report.status()).increment();
    var took = Duration.between(pass.startedAt(), now);
    timer().record(took.isNegative() ? Duration.ZERO : took); // the clock may be set back
    log.info(
        "pass {} id={} trigger={} walks={} drift={} verdicts={} actions={} apiCalls={}",
        report.status().label(),
        pass.id(),
        pass.trigger(),
        report.walks().size(),
        report.drift(),
        report.verdicts(),
        report.actions().size(),
        report.apiCalls());
    context
        .store()
        .writeVoid(tx ->
            tx.passes()
                .upsert(
                    new PassRow(
                        pass.id(),
                        pass.trigger(),
                        report.plan(),
                        report.status().label(),
                        pass.startedAt().toEpochMilli(),
                        now.toEpochMilli(),
                        null,
                        ReportCodec.encode(report).toString())));
  }

  private Duration pause() {
    var now = context.clock().instant();
    if (book.running() != null) {
      return LOOK;
    }
    if (book.waiting()) {
      return Duration.ZERO;
    }
    var next = nextJudgement;
    var due = dueAt();
    var verification = reaper.nextVerification();
    next = due.isBefore(next) ? due : next;
    next = verification != null && verification.isBefore(next) ? verification : next;
    var pause = Duration.between(now, next);
    return pause.compareTo(LOOK) < 0 ? LOOK : pause;
  }

  private long calls() {
    return accounts.values().stream().mapToLong(AccountWatch::calls).sum();
  }

  private Report report(Pass pass) {
    return pass.report(calls() - callsBefore);
  }

  private Counter counter(String trigger, Report.Status status) {
    return Counter.builder("e2b_reconciler.passes")
        .tag("trigger", trigger)
        .tag("outcome", status.label())
        .description("Reconcile runs; alert on failed")
        .register(context.meters());
  }

  private Timer timer() {
    return Timer.builder("e2b_reconciler.pass.duration")
        .description("From the start of a pass to the end of its verifications")
        .register(context.meters());
  }
}

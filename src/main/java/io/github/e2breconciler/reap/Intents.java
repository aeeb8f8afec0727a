package io.github.e2breconciler.reap;

import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.Remembered;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What we mean to do and have not yet seen done. An intent is stored before its request is sent; in
 * the same transaction the case, leases, snoozes, caps, freezes and other intents are looked at for
 * the last time, so neither a heartbeat nor a human can slip in between.
 */
final class Intents {

  /** E2B's answers as rows keep them. */
  static final String NONE = "none";

  static final String ACCEPTED = "accepted";
  static final String CONFLICT = "conflict";
  static final String MISSING = "missing";
  static final String REFUSED = "refused";
  static final String UNKNOWN = "unknown";

  /** The outcome of a request that came to nothing; so many of them, and a person is asked. */
  static final String FAILED = "failed";

  private final Store store;
  private final CaseBook cases;
  private final LeaseBook leases;
  private final CapCount caps;
  private final Freezes freezes;
  private final Snoozes snoozes;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Remembered<List<IntentRow>> open;

  Intents(ReapContext context, CapCount caps) {
    this.store = context.store();
    this.cases = context.cases();
    this.leases = context.leases();
    this.freezes = context.freezes();
    this.snoozes = context.snoozes();
    this.clock = context.clock();
    this.ids = context.ids();
    this.caps = caps;
    this.open = new Remembered<>(() -> store.read(tx -> tx.intents().open()));
  }

  /** The stored intent, or the objection that came up while storing it. */
  sealed interface Opened {
    record Open(IntentRow intent, Case subject) implements Opened {}

    record Refused(Objection objection) implements Opened {}
  }

  /** Stores the intent and the evidence it rests on, unless something has changed until now. */
  Opened open(Question question, String evidence) {
    return cases.changing(() -> {
      var undo = new AtomicReference<Runnable>(() -> {});
      Opened opened;
      try {
        opened = open.changing(() -> store.write(tx -> open(tx, question, evidence, undo)));
      } catch (RuntimeException e) {
        undo.get().run();
        throw e;
      }
      if (opened instanceof Opened.Open(var intent, var subject)) {
        cases.remember(subject);
        caps.begun(subject, intent.plan());
      }
      return opened;
    });
  }

  private Opened open(Tx tx, Question question, String evidence, AtomicReference<Runnable> undo) {
    var subject = question.subject();
    var objection = lastObjection(tx, question);
    if (objection != null) {
      return new Opened.Refused(objection);
    }
    var now = clock.instant();
    var intent =
        new IntentRow(
            ids.get(),
            subject.id(),
            subject.key().account().name(),
            subject.key().sandbox().value(),
            question.step().label(),
            Case.micros(subject.startedAt()),
            question.sandbox().state() == State.PAUSED,
            now.toEpochMilli(),
            question.standing().e2bTime(now).toEpochMilli(),
            1,
            NONE,
            null,
            null,
            null,
            "",
            plan(tx, question));
    tx.intents().upsert(intent);
    if (question.step() == Action.PAUSE) {
      undo.set(leases.pausing(tx, question.sandbox(), Instant.ofEpochMilli(intent.createdAt())));
    }
    var acting =
        subject.to(
            question.step() == Action.PAUSE ? CaseState.PAUSING : CaseState.KILLING,
            now,
            subject.due(),
            "intent " + intent.id());
    cases.write(tx, acting, asked(question.step()), evidence);
    return new Opened.Open(intent, acting);
  }

  private @Nullable Objection lastObjection(Tx tx, Question question) {
    var subject = question.subject();
    var account = subject.key().account();
    var today = cases.open(subject.key());
    if (!subject.equals(today)) {
      var now = today == null ? "closed" : today.state().label();
      return Objection.by(GuardName.IDENTITY, "its case changed meanwhile, it is " + now);
    }
    if (!subject.row().equals(tx.cases().find(subject.id()))) {
      return Objection.by(GuardName.IDENTITY, "the store has its case otherwise, it is read anew");
    }
    if (!tx.intents().openFor(account.name(), subject.key().sandbox().value()).isEmpty()) {
      return Objection.by(GuardName.IDENTITY, "another request for it is open");
    }
    var lease = leases.stateOf(tx, question.sandbox(), question.standing().skew());
    if (!lets(lease, question.policy())) {
      return Objection.by(GuardName.UNOWNED, "a heartbeat came: " + Evidence.describe(lease));
    }
    if (heardSincePause(question)) {
      return Objection.by(GuardName.CONDEMNED, "a heartbeat came since we paused it");
    }
    var snooze = snoozes.holding(tx, subject.key());
    if (snooze != null) {
      return Objection.by(GuardName.UNPROTECTED, Snoozes.told(snooze));
    }
    var cap =
        question.ticket().covers(subject, question.step()) ? null : caps.objection(tx, subject);
    if (cap != null) {
      return Objection.by(GuardName.CAPS, cap);
    }
    var freeze = freezes.stopping(tx, account, plan(tx, question) != null);
    return freeze == null ? null : Objection.by(GuardName.NOT_FROZEN, "frozen: " + freeze.reason());
  }

  /** The approved plan that the step is part of, by this pass or by an earlier step; or null. */
  private static @Nullable String plan(Tx tx, Question question) {
    var ticket = question.ticket();
    return ticket.covers(question.subject(), question.step())
        ? ticket.approvedPlan()
        : CapCount.approvedPlan(tx, question.subject());
  }

  /**
   * The heartbeat that came between the intent and its request, as a sentence, or null. An open
   * intent refuses those for the sandbox; those for all of an owner's are taken.
   */
  @Nullable String heardMeanwhile(Question question) {
    var lease = leases.stateOf(question.sandbox(), question.standing().skew());
    return lets(lease, question.policy()) && !heardSincePause(question)
        ? null
        : "its owner's heartbeat came while storing: " + Evidence.describe(lease);
  }

  private boolean heardSincePause(Question question) {
    var pausedAt = question.subject().pausedAt();
    return pausedAt != null && leases.renewedSince(question.sandbox(), pausedAt);
  }

  private static boolean lets(LeaseState lease, @Nullable Policy policy) {
    return switch (lease) {
      case LeaseState.Live _ -> policy != null && policy.clipsLeases();
      case LeaseState.Unknown _ -> false;
      case LeaseState.Expired _, LeaseState.Never _ -> true;
    };
  }

  /** Notes E2B's answer, or that there was none. */
  void answered(IntentRow intent, Case subject, Standing standing, String answer, String detail) {
    var now = clock.instant();
    var row = intent.answered(answer, now.toEpochMilli(), standing.e2bTime(now).toEpochMilli());
    var _ = save(subject, "answer-" + answer, detail, row);
  }

  /** Closes an intent together with the step of the case that follows from it. */
  Case close(IntentRow intent, Case next, String outcome, String detail) {
    return save(next, outcome, detail, intent.closed(outcome, clock.instant().toEpochMilli()));
  }

  private Case save(Case subject, String what, String detail, IntentRow row) {
    return open.changing(
        () -> cases.save(subject, what, Evidence.note(detail), tx -> tx.intents().upsert(row)));
  }

  /** What the audit calls it that we are about to send a request. */
  private static String asked(Action step) {
    return "intent-" + step.label();
  }

  /** The end that was planned when we last asked for a pause, by the final read; or null. */
  @Nullable Instant plannedEnd(Case subject) {
    var asked = asked(Action.PAUSE);
    return store.read(tx -> tx.audit().ofCase(subject.id())).stream()
        .filter(line -> line.what().equals(asked))
        .reduce((_, last) -> last)
        .map(line -> Evidence.endAt(line.detail()))
        .orElse(null);
  }

  /** Those that are not closed, oldest first. */
  List<IntentRow> open() {
    return open.get();
  }

  /** How many requests of this action for this case came to nothing. */
  long failures(Case subject, Action action) {
    return store.read(tx -> tx.intents().ofCase(subject.id())).stream()
        .filter(row -> row.action().equals(action.label()) && row.outcome().equals(FAILED))
        .count();
  }
}

package io.github.e2breconciler.reap;

import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.LastHeard;
import io.github.e2breconciler.lease.Undo;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.InStep;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All cases: the open ones in memory too, each at most once a sandbox. Every change is a
 * transaction that also appends to the audit. Safe for many threads: passes, verification and
 * people change cases one at a time, by the book's lock. It may be taken by who has an account's
 * turn, the store's writer is waited for while it is held, and E2B never is.
 */
public final class CaseBook implements Hearing.Waiting {

  private static final Logger log = LoggerFactory.getLogger(CaseBook.class);

  private final Store store;
  private final LastHeard lastHeard;
  private final InstantSource clock;
  private final Duration longestWait;
  private final Map<SandboxKey, Case> open = new ConcurrentHashMap<>();
  private final Undo<SandboxKey, Case> given = new Undo<>(open); // by the lock
  private final InStep inStep;

  /**
   * Of no cases yet.
   *
   * @param longestWait longer than any grace or quarantine
   */
  public CaseBook(
      Store store,
      LastHeard lastHeard,
      InstantSource clock,
      Duration longestWait,
      MeterRegistry meters) {
    this.store = store;
    this.lastHeard = lastHeard;
    this.clock = clock;
    this.longestWait = longestWait;
    this.inStep = new InStep(store, this::load);
    for (var state : CaseState.values()) {
      if (state.open()) {
        Gauge.builder("e2b_reconciler.cases.open", () -> count(state))
            .tag("state", state.label())
            .description("Open cases by state; alert on escalated")
            .register(meters);
      }
    }
  }

  /** Reads the open cases that the store remembers. */
  public void load() {
    store.readVoid(this::reread);
  }

  @Override
  public void reread(Tx tx) {
    InStep.replace(open, tx.cases().open().stream().map(Case::of).toList(), Case::key);
  }

  /** The open cases as they stand. */
  public List<Case> open() {
    return List.copyOf(open.values());
  }

  /** The open case of a sandbox, or null. */
  public @Nullable Case open(SandboxKey key) {
    return open.get(key);
  }

  /** Any case, open or closed, or null. */
  public @Nullable Case find(String id) {
    var row = store.read(tx -> tx.cases().find(id));
    return row == null ? null : Case.of(row);
  }

  /** Cases newest first, after the one called {@code after} (empty: from the newest). */
  public List<Case> page(String after, int limit, boolean openOnly) {
    @Nullable String cursor = after.isEmpty() ? null : after;
    return store.read(tx -> tx.cases().page(cursor, limit, openOnly)).stream()
        .map(Case::of)
        .toList();
  }

  /** The newest case of a sandbox, open or closed, or null. */
  @Nullable Case latest(SandboxKey key) {
    var row = store.read(tx -> tx.cases().latestOf(key.account().name(), key.sandbox().value()));
    return row == null ? null : Case.of(row);
  }

  /**
   * Does {@code work}, which looks at a case and then changes it, while nobody else changes any. It
   * must not call E2B: people wait behind it.
   */
  @Override
  public <T extends @Nullable Object> T changing(Supplier<T> work) {
    return inStep.changing(work);
  }

  /**
   * Takes a step that a person asks for, and says so in the log; null if there is no such open case
   * or it is being acted on.
   */
  @Nullable Case byPerson(String caseId, String what, String reason, UnaryOperator<Case> step) {
    @Nullable Case changed =
        changing(() -> {
          var subject = find(caseId);
          return subject == null || !subject.open() || subject.state().acting()
              ? null
              : save(step.apply(subject), what, Evidence.note(reason));
        });
    if (changed != null) {
      told(changed, what, reason);
    }
    return changed;
  }

  /** Says in the log what a person did to a case. */
  static void told(Case subject, String what, String reason) {
    try (var _ = subject.inLog()) {
      log.info("{} by a person sandbox={} reason=\"{}\"", what, subject.key(), reason);
    }
  }

  /** Stores a step of a case with its line of audit. */
  Case save(Case step, String what, String detail) {
    return save(step, what, detail, _ -> {});
  }

  /** The same, with its own note for the audit. */
  Case save(Case step, String what) {
    return save(step, what, Evidence.note(step.note()));
  }

  /** The same together with {@code more}, all or nothing. */
  Case save(Case step, String what, String detail, Consumer<Tx> more) {
    return changing(() -> {
      store.write(tx -> {
        more.accept(tx);
        write(tx, step, what, detail);
        return true;
      });
      remember(step);
      return step;
    });
  }

  /** Nothing is to be ended any more, which is said in the log. */
  void recover(Case subject, Instant now, String why) {
    save(subject.to(CaseState.RECOVERED, now, now, why), "recovered");
    log.info("recovered sandbox={} policy={} reason=\"{}\"", subject.key(), subject.policy(), why);
  }

  /**
   * A step within a transaction of the caller, who is {@link #changing} it and calls {@link
   * #remember} once it held.
   */
  void write(Tx tx, Case step, String what, String detail) {
    var now = clock.instant();
    lastHeard.noteSetBack(tx, now);
    tx.cases().upsert(step.row());
    tx.audit()
        .append(
            new AuditRow(
                now.toEpochMilli(),
                step.key().account().name(),
                step.key().sandbox().value(),
                step.id(),
                what,
                detail));
  }

  void remember(Case step) {
    if (step.open()) {
      open.put(step.key(), step);
    } else {
      open.remove(step.key());
    }
  }

  /** Grace and quarantine are there for people to object, which they could not meanwhile. */
  @Override
  public void giveBack(Tx tx, Instant heardAt, Duration deaf) {
    dueAt(tx, due -> due.isAfter(heardAt) ? due.plus(deaf) : due);
  }

  @Override
  public void cap(Tx tx, Instant now) {
    var latest = now.plus(longestWait);
    dueAt(tx, due -> due.isAfter(latest) ? latest : due);
  }

  private void dueAt(Tx tx, UnaryOperator<Instant> change) {
    given.change(subject -> {
      var next = subject.state().acting() ? subject : subject.dueAt(change.apply(subject.due()));
      if (!next.due().equals(subject.due())) {
        tx.cases().upsert(next.row());
      }
      return next;
    });
  }

  @Override
  public void confirm() {
    given.confirm();
  }

  @Override
  public void takeBack() {
    given.takeBack();
  }

  private long count(CaseState state) {
    return open.values().stream().filter(each -> each.state() == state).count();
  }
}

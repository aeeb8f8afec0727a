package io.github.e2breconciler.reap;

import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.Undo;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.AuditRow;
import io.github.e2breconciler.store.InStep;
import io.github.e2breconciler.store.SnoozeRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sandboxes that a human wants left alone for a while; time in which we were not there to do so is
 * given back, and so is what the clock was set forward by. Safe for many threads.
 */
public final class Snoozes implements Hearing.Waiting {

  /** How long one may ask for at once. */
  public static final Duration LONGEST = Duration.ofDays(365);

  private final Store store;
  private final InstantSource clock;
  private final Map<SandboxKey, SnoozeRow> snoozed = new ConcurrentHashMap<>();
  private final Undo<SandboxKey, SnoozeRow> given = new Undo<>(snoozed); // by the store's writer

  public Snoozes(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Reads what the store remembers. */
  public void load() {
    store.readVoid(this::reread);
  }

  @Override
  public void reread(Tx tx) {
    InStep.replace(snoozed, tx.snoozes().all(), Snoozes::key);
  }

  /**
   * Leaves a sandbox alone until {@code span} from now, or for as long as somebody asked for before
   * if that is longer.
   */
  public void snooze(SandboxKey key, Duration span, String reason) {
    snooze(key, span, reason, false);
  }

  /** The same, but no longer than that whatever anybody asked for before. */
  void shorten(SandboxKey key, Duration span, String reason) {
    snooze(key, span, reason, true);
  }

  private void snooze(SandboxKey key, Duration span, String reason, boolean shorten) {
    var now = clock.instant();
    var asked =
        new SnoozeRow(
            key.account().name(), key.sandbox().value(), now.plus(span).toEpochMilli(), reason);
    var row =
        store.write(tx -> {
          @Nullable SnoozeRow before = tx.snoozes().find(asked.account(), asked.sandbox());
          var stands = !shorten && before != null && before.until() > asked.until();
          var next = stands && before != null ? before : asked;
          tx.snoozes().put(next);
          tx.audit()
              .append(
                  new AuditRow(
                      now.toEpochMilli(),
                      asked.account(),
                      asked.sandbox(),
                      "",
                      "snoozed",
                      Evidence.note(reason)));
          return next;
        });
    snoozed.put(key, row);
  }

  /** The snooze that holds now, or null. */
  @Nullable SnoozeRow holding(SandboxKey key) {
    return holding(snoozed.get(key));
  }

  /** The same from the row itself, within the transaction that relies on it. */
  @Nullable SnoozeRow holding(Tx tx, SandboxKey key) {
    return holding(tx.snoozes().find(key.account().name(), key.sandbox().value()));
  }

  private @Nullable SnoozeRow holding(@Nullable SnoozeRow row) {
    return row == null || row.until() <= clock.instant().toEpochMilli() ? null : row;
  }

  /** To what the store has: it may have taken one of which we were told that it did not. */
  @Override
  public void giveBack(Tx tx, Instant heardAt, Duration deaf) {
    reread(tx);
    var heard = heardAt.toEpochMilli();
    until(tx, until -> until > heard ? until + deaf.toMillis() : until);
  }

  @Override
  public void cap(Tx tx, Instant now) {
    var latest = now.plus(LONGEST).toEpochMilli();
    until(tx, until -> Math.min(until, latest));
  }

  private void until(Tx tx, LongUnaryOperator change) {
    given.change(row -> {
      var until = change.applyAsLong(row.until());
      if (until == row.until()) {
        return row;
      }
      var next = new SnoozeRow(row.account(), row.sandbox(), until, row.reason());
      tx.snoozes().put(next);
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

  private static SandboxKey key(SnoozeRow row) {
    return new SandboxKey(new AccountId(row.account()), new SandboxId(row.sandbox()));
  }

  /** A snooze as a sentence for people. */
  static String told(SnoozeRow row) {
    return "snoozed until " + Instant.ofEpochMilli(row.until()) + ": " + row.reason();
  }

  /**
   * Forgets those that ran out before {@code moment}, from memory alone; the store forgets its own.
   */
  public void forget(Instant moment) {
    snoozed.values().removeIf(row -> row.until() < moment.toEpochMilli());
  }
}

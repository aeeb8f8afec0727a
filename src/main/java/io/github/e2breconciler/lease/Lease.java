package io.github.e2breconciler.lease;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.LeaseRow;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A promise that an owner is alive, the newest unbroken stretch of it. Times are by our clock.
 *
 * @param holder who alone has held it; empty where several did, or one that did not say who it is
 * @param renewedAt the last heartbeat; equal to {@code expiresAt} if it was ended deliberately
 */
public record Lease(
    LeaseKey key, String holder, Instant since, Instant renewedAt, Instant expiresAt) {

  public boolean live(Instant now) {
    return expiresAt.isAfter(now);
  }

  /** When it ran out, if that was after {@code moment}, or null. */
  @Nullable Instant heldAfter(Instant moment) {
    return expiresAt.isAfter(moment) ? expiresAt : null;
  }

  /**
   * Whether it was over before {@code moment} and yet began after it: our clock was set back in
   * between, and which of the two times was wrong nobody knows.
   */
  boolean contradicts(Instant moment) {
    return since.isAfter(moment) && !expiresAt.isAfter(moment);
  }

  boolean endedDeliberately() {
    return renewedAt.equals(expiresAt);
  }

  /**
   * The same promise by one more heartbeat. A shorter one cuts it only where it comes from the one
   * who alone has held it: what others rely on, of whom several or nobody in particular gave their
   * word, one does not know.
   */
  Lease renewed(String by, Instant at, Instant until) {
    var alone = holder.equals(by) && !by.isEmpty();
    var ends = alone || until.isAfter(expiresAt) ? until : expiresAt;
    return new Lease(key, holder.equals(by) ? by : "", since, at, ends);
  }

  /**
   * The same promise, given back the time in which nobody was heard; of whole milliseconds, as
   * {@link io.github.e2breconciler.store.LeaseTable#shift} has it.
   *
   * @param sure one renewed later was heard meanwhile, and is given what came after
   */
  Lease givenBack(Instant heardAt, Instant sure, Instant now) {
    if (!expiresAt.isAfter(heardAt) || endedDeliberately()) {
      return this;
    }
    var from = renewedAt.isAfter(sure) ? renewedAt : heardAt;
    var more = Math.max(0, now.toEpochMilli() - from.toEpochMilli());
    return new Lease(key, holder, since, renewedAt, expiresAt.plusMillis(more));
  }

  /** The same promise, over so much later, if it was given since {@code behind}. */
  Lease late(Instant behind, Instant heardAt, Duration by) {
    return overSince(behind, heardAt)
        ? new Lease(key, holder, since, renewedAt, expiresAt.plus(by))
        : this;
  }

  /**
   * The same promise; if it was given since {@code behind}, it may have been over by so much later,
   * and {@link #contradicts} whatever began between the two.
   */
  Lease doubted(Instant behind, Instant heardAt, Duration by) {
    var latest = expiresAt.plus(by);
    return overSince(behind, heardAt) && since.isBefore(latest)
        ? new Lease(key, holder, latest, renewedAt, expiresAt)
        : this;
  }

  /** Whether it was given since {@code behind} and ran out by {@code heardAt}. */
  private boolean overSince(Instant behind, Instant heardAt) {
    return !expiresAt.isAfter(heardAt) && !renewedAt.isBefore(behind) && !endedDeliberately();
  }

  /** The same promise, over at {@code latest} at the latest. */
  Lease cappedAt(Instant latest) {
    return expiresAt.isAfter(latest)
        ? new Lease(key, holder, since, endedDeliberately() ? latest : renewedAt, latest)
        : this;
  }

  /** The same promise, of another time. */
  Lease heardAt(Instant at) {
    return new Lease(key, holder, since, at, expiresAt);
  }

  /** As it is in the store, or null. */
  static @Nullable Lease stored(Tx tx, LeaseKey key) {
    var row = tx.leases().find(key.kind().label(), key.accountText(), key.subject());
    return row == null ? null : of(row);
  }

  static Lease of(LeaseRow row) {
    var account = row.account().isEmpty() ? null : new AccountId(row.account());
    var key =
        row.kind().equals(LeaseKey.Kind.OWNER.label())
            ? LeaseKey.owner(account, row.subject())
            : LeaseKey.sandbox(account, new SandboxId(row.subject()));
    return new Lease(
        key,
        row.holder(),
        Instant.ofEpochMilli(row.since()),
        Instant.ofEpochMilli(row.renewedAt()),
        Instant.ofEpochMilli(row.expiresAt()));
  }

  LeaseRow row() {
    return new LeaseRow(
        key.kind().label(),
        key.accountText(),
        key.subject(),
        holder,
        since.toEpochMilli(),
        renewedAt.toEpochMilli(),
        expiresAt.toEpochMilli());
  }
}

package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * What a tick changes in all leases at once, in the store and in memory, and how it is undone where
 * the transaction fails.
 */
final class GivenBack {

  private final Map<LeaseKey, Lease> leases;
  private final Map<Lease, Lease> changed = new ConcurrentHashMap<>(); // as it is, and as it was

  GivenBack(Map<LeaseKey, Lease> leases) {
    this.leases = leases;
  }

  /**
   * Gives every lease that was alive at {@code heardAt} the time back in which we were deaf.
   *
   * @param sure one renewed later was heard meanwhile, and is given what came after
   */
  void giveBack(Tx tx, Instant heardAt, Instant sure, Instant now) {
    tx.leases().shift(heardAt.toEpochMilli(), sure.toEpochMilli(), now.toEpochMilli());
    change(lease -> lease.givenBack(heardAt, sure, now));
  }

  /** Lets none last longer than any may be given for, whatever a clock did that has been wrong. */
  void cap(Tx tx, Instant now) {
    var latest = now.plus(LeaseBook.MAX_TTL);
    if (leases.values().stream().anyMatch(lease -> lease.expiresAt().isAfter(latest))) {
      tx.leases().cap(latest.toEpochMilli());
      change(lease -> lease.cappedAt(Instant.ofEpochMilli(latest.toEpochMilli())));
    }
  }

  private void change(UnaryOperator<Lease> change) {
    leases.replaceAll((_, lease) -> {
      var next = change.apply(lease);
      if (!next.equals(lease)) {
        var original = changed.remove(lease);
        changed.put(next, original == null ? lease : original);
      }
      return next;
    });
  }

  /** The transaction held. */
  void leave() {
    changed.clear();
  }

  /** It failed: undoes it, but for leases that were renewed meanwhile. */
  void takeBack() {
    changed.forEach((is, was) -> leases.replace(was.key(), is, was));
    changed.clear();
  }
}

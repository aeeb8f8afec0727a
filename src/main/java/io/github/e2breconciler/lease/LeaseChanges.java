package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction does to leases in memory, to be undone should it fail: a lease that nobody
 * was promised would condemn its sandbox once it ran out.
 */
final class LeaseChanges {

  private final Map<LeaseKey, Lease> leases;
  private final List<Change> changes = new ArrayList<>();

  private record Change(@Nullable Lease was, Lease is) {}

  /** None yet, to these. */
  LeaseChanges(Map<LeaseKey, Lease> leases) {
    this.leases = leases;
  }

  /** Puts one in place of what there was; {@link #write} is to follow. */
  Lease keep(Lease lease) {
    changes.add(new Change(leases.put(lease.key(), lease), lease));
    return lease;
  }

  /** Stores all that was put, at one go: there may be hundreds, and a database far away. */
  void write(Tx tx) {
    tx.leases().upsertAll(changes.stream().map(change -> change.is().row()).toList());
  }

  /** The latest first; what somebody else has changed since stays. */
  void undo() {
    for (var change : changes.reversed()) {
      var key = change.is().key();
      if (change.was() == null) {
        leases.remove(key, change.is());
      } else {
        leases.replace(key, change.is(), change.was());
      }
    }
  }
}

package io.github.e2breconciler.lease;

import io.github.e2breconciler.lease.LeaseKey.Kind;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Forgets leases that say nothing any more, a little at a time, so that writers get between. What a
 * failed transaction leaves in the store but not in memory is over all the same, and is forgotten
 * the next time.
 */
public final class Forgetting {

  /** Rows of one transaction. */
  private static final int AT_ONCE = 500;

  private final Store store;
  private final Map<LeaseKey, Lease> leases;

  Forgetting(Store store, Map<LeaseKey, Lease> leases) {
    this.store = store;
    this.leases = leases;
  }

  /** Whatever expired before {@code moment}. */
  public void all(Instant moment) {
    int done;
    do {
      done =
          store.write(tx -> {
            leases.values().removeIf(lease -> lease.expiresAt().isBefore(moment));
            return tx.leases().prune(moment.toEpochMilli(), AT_ONCE);
          });
    } while (done == AT_ONCE);
  }

  /** Of what expired before {@code moment} that which was for one sandbox, and that is gone. */
  public void ofGone(Instant moment, Predicate<SandboxId> gone) {
    var keys =
        leases.values().stream()
            .filter(lease -> lease.key().kind() == Kind.SANDBOX)
            .filter(lease -> lease.expiresAt().isBefore(moment))
            .map(Lease::key)
            .filter(key -> gone.test(new SandboxId(key.subject())))
            .toList();
    for (var from = 0; from < keys.size(); from += AT_ONCE) {
      var some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
      store.writeVoid(tx -> ofGone(tx, some, moment));
    }
  }

  private void ofGone(Tx tx, List<LeaseKey> keys, Instant moment) {
    for (var key : keys) {
      var lease = leases.get(key);
      if (lease != null && lease.expiresAt().isBefore(moment)) { // no heartbeat came meanwhile
        tx.leases().delete(key.kind().label(), key.accountText(), key.subject());
        leases.remove(key, lease);
      }
    }
  }
}

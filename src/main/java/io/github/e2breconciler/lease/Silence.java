package io.github.e2breconciler.lease;

import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.Collection;

/** Of {@code alive} leases {@code expired} have fallen silent. */
public record Silence(int alive, int expired) {

  /**
   * Of those of an account that were alive at {@code since}, by {@code end}; an owner's counts
   * once, and one that was ended deliberately not at all.
   */
  static Silence of(Collection<Lease> leases, AccountId account, Instant since, Instant end) {
    var alive = 0;
    var expired = 0;
    for (var lease : leases) {
      var key = lease.key();
      var ours = key.account() == null || key.account().equals(account);
      var wasAlive = !lease.since().isAfter(since) && lease.expiresAt().isAfter(since);
      if (ours && wasAlive && !lease.endedDeliberately()) {
        alive++;
        expired += lease.live(end) ? 0 : 1;
      }
    }
    return new Silence(alive, expired);
  }
}

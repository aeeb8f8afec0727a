package io.github.e2breconciler.lease;

import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/**
 * Leases that fell silent.
 *
 * @param alive how many there were
 * @param silent those of them that are not any more
 */
public record Silence(int alive, Set<LeaseKey> silent) {

  public Silence {
    silent = Set.copyOf(silent);
  }

  /** How many fell silent. */
  public int expired() {
    return silent.size();
  }

  /**
   * When one looks.
   *
   * @param since alive then, and silent at {@code end}
   */
  record Moments(Instant since, Instant end, Instant now) {

    /**
     * One that is to begin yet was first heard by a clock that was ahead: long ago, for all we
     * know.
     */
    private boolean begun(Lease lease) {
      return !lease.since().isAfter(since) || lease.since().isAfter(now);
    }
  }

  /**
   * Of those of an account that were alive at the one moment, by the other; an owner's counts once,
   * and one that was ended deliberately not at all.
   */
  static Silence of(Collection<Lease> leases, AccountId account, Moments moments) {
    var alive = 0;
    var silent = new HashSet<LeaseKey>();
    for (var lease : leases) {
      var key = lease.key();
      var wasAlive = moments.begun(lease) && lease.expiresAt().isAfter(moments.since());
      if (key.concerns(account) && wasAlive && !lease.endedDeliberately()) {
        alive++;
        if (!lease.live(moments.end())) {
          silent.add(key);
        }
      }
    }
    return new Silence(alive, silent);
  }

  /** When the newest heartbeat for anything of an account came; {@code Instant.MIN} if none did. */
  static Instant brokenAt(Collection<Lease> leases, AccountId account, Instant now) {
    return leases.stream()
        .filter(lease -> lease.key().concerns(account) && !lease.renewedAt().isAfter(now))
        .map(Lease::renewedAt)
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }
}

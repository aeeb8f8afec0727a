package io.github.e2breconciler.lease;

import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all leases that may speak for one execution of a sandbox say together: a pure function. */
final class Claims {

  /**
   * A lease that ended within this of an execution's start is not counted against it: the start is
   * by E2B's clock and the lease by ours, and a newborn must not be condemned for an earlier life.
   */
  static final Duration MARGIN = Duration.ofSeconds(2);

  private Claims() {}

  /**
   * The state of the claims on one execution.
   *
   * @param find how to look a lease up; null if there is none
   * @param startedAt of the execution, or null if unknown: then no expired lease counts
   * @param deaf when nobody could have claimed it
   */
  static LeaseState of(
      Claim claim,
      Function<LeaseKey, @Nullable Lease> find,
      @Nullable Instant startedAt,
      DeafTimes deaf) {
    Instant until = null;
    Instant expired = null;
    var doubtful = false;
    for (var key : claim.keys()) {
      var lease = find.apply(key);
      if (lease == null) {
        continue;
      }
      if (lease.live(claim.now())) {
        until = later(until, lease.expiresAt());
      } else if (startedAt != null) {
        expired = later(expired, lease.heldAfter(startedAt.plus(MARGIN)));
        doubtful = doubtful || lease.contradicts(startedAt.plus(MARGIN));
      }
    }
    if (until != null) {
      return new LeaseState.Live(until);
    }
    if (expired != null) {
      return new LeaseState.Expired(expired);
    }
    if (doubtful) {
      return new LeaseState.Unknown("a lease began after this run, and was over before it");
    }
    return new LeaseState.Never(startedAt == null ? Duration.ZERO : deaf.since(startedAt));
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  /** By our clock, which is behind E2B's by {@code skew}; null if it is not known. */
  static @Nullable Instant startedAt(Sandbox sandbox, Duration skew) {
    var startedAt = sandbox.startedAt();
    return startedAt == null ? null : startedAt.minus(skew);
  }

  /**
   * Whose leases are asked for, and when.
   *
   * @param owner null where metadata names none
   */
  record Claim(SandboxKey key, @Nullable String owner, Instant now) {

    List<LeaseKey> keys() {
      var keys = new ArrayList<LeaseKey>(4);
      keys.add(LeaseKey.sandbox(key.account(), key.sandbox()));
      keys.add(LeaseKey.sandbox(null, key.sandbox()));
      if (owner != null) {
        keys.add(LeaseKey.owner(key.account(), owner));
        keys.add(LeaseKey.owner(null, owner));
      }
      return keys;
    }
  }
}

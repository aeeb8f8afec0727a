package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.LeaseRow;
import java.time.Duration;
import java.time.Instant;

/**
 * A promise that an owner is alive, the newest unbroken stretch of it. Times are by our clock.
 *
 * @param renewedAt the last heartbeat; equal to {@code expiresAt} if it was ended deliberately
 */
public record Lease(
    LeaseKey key, String holder, Instant since, Instant renewedAt, Instant expiresAt) {

  public boolean live(Instant now) {
    return expiresAt.isAfter(now);
  }

  boolean endedDeliberately() {
    return renewedAt.equals(expiresAt);
  }

  /** The same promise, good for so much longer. */
  Lease lasting(Duration more) {
    return new Lease(key, holder, since, renewedAt, expiresAt.plus(more));
  }

  /** The same promise, of another time. */
  Lease heardAt(Instant at) {
    return new Lease(key, holder, since, at, expiresAt);
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

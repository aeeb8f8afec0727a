package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.lease.Silence;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Freezes an account whose owners fall silent all at once: that is more likely our own deafness
 * than their death. Looks at every minute since its last look, however long ago that was. For the
 * thread that holds the watch's lock.
 */
final class MassExpiry {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** From one such minute to the next: of what falls silent together no more is cut off. */
  private static final Duration STEP = Duration.ofSeconds(15);

  /** Past the longest pause between two looks, four times the longest detection. */
  private static final Duration LOOK_BACK = Duration.ofHours(6);

  private final AccountId account;
  private final WatchContext context;
  private @Nullable Instant lastLook;
  private boolean raised;

  MassExpiry(AccountId account, WatchContext context) {
    this.account = account;
    this.context = context;
  }

  void look() {
    var now = context.clock().instant();
    @Nullable Silence mass = null;
    for (var end = firstEnd(now); end.isBefore(now) && mass == null; end = end.plus(STEP)) {
      mass = massAt(end);
    }
    mass = mass == null ? massAt(now) : mass;
    lastLook = now;
    if (mass != null) {
      var why = mass.expired() + " of " + mass.alive() + " live leases expired within a minute";
      context.freezes().freeze(account, why, Freezes.MASS_EXPIRY);
      if (!raised) {
        context.suspicions().raise(account, Suspicion.MASS_EXPIRY, why);
      }
    }
    raised = mass != null;
  }

  private Instant firstEnd(Instant now) {
    var last = lastLook;
    if (last == null || last.isAfter(now)) {
      return now;
    }
    var earliest = now.minus(LOOK_BACK);
    return (last.isBefore(earliest) ? earliest : last).plus(STEP);
  }

  /** Who fell silent in the minute until {@code end}, if they are many; else null. */
  private @Nullable Silence massAt(Instant end) {
    var silence = context.leases().silence(account, end.minus(WINDOW), end);
    var suspicion = context.settings().suspicion();
    var share = silence.expired() * 100L > (long) silence.alive() * suspicion.massExpiryPercent();
    return share && many(silence, suspicion.atLeast()) ? silence : null;
  }

  /** A few owners may have many sandboxes; but that one alone dies is what we are here for. */
  private boolean many(Silence silence, int atLeast) {
    return silence.expired() >= atLeast
        || (silence.expired() > 1 && running(silence, atLeast) >= atLeast);
  }

  private long running(Silence silence, int most) {
    return context
        .inventory()
        .living(account)
        .filter(it -> it.running() && context.leases().claimedBy(it, silence.silent()))
        .limit(most)
        .count();
  }
}

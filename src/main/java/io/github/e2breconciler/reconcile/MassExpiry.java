package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;

/**
 * Freezes an account whose owners fall silent all at once: that is more likely our own deafness
 * than their death.
 */
final class MassExpiry {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final AccountId account;
  private final WatchContext context;
  private boolean raised;

  MassExpiry(AccountId account, WatchContext context) {
    this.account = account;
    this.context = context;
  }

  void look() {
    var silence = context.leases().silence(account, context.clock().instant().minus(WINDOW));
    var suspicion = context.settings().suspicion();
    var expired = silence.expired();
    var suspicious =
        expired >= suspicion.atLeast()
            && expired * 100L > (long) silence.alive() * suspicion.massExpiryPercent();
    if (suspicious) {
      var why = expired + " of " + silence.alive() + " live leases expired within a minute";
      context.freezes().freeze(account, why, Freezes.MASS_EXPIRY);
      if (!raised) {
        context.suspicions().raise(account, Suspicion.MASS_EXPIRY, why);
      }
    }
    raised = suspicious;
  }
}

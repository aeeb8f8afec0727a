package io.github.e2breconciler;

import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.reap.Snoozes;
import io.github.e2breconciler.reconcile.AccountWatch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Forgets what is old, once it is sure that it is: by a wrong clock all may seem old. */
final class Housekeeping {

  /** Between prunings; each does little. */
  private static final Duration PERIOD = Duration.ofMinutes(10);

  /** Our clock is right if it is no further from E2B's: by so much too early nothing is lost. */
  private static final Duration ABOUT = Duration.ofHours(1);

  /** Longer than any lease and any run of a sandbox, and than a clock is ahead. */
  private static final Duration FORGET = Duration.ofDays(40);

  private final Surroundings around;
  private final LeaseBook leases;
  private final Snoozes snoozes;
  private final List<AccountWatch> watches;

  Housekeeping(
      Surroundings around, LeaseBook leases, Snoozes snoozes, Collection<AccountWatch> watches) {
    this.around = around;
    this.leases = leases;
    this.snoozes = snoozes;
    this.watches = List.copyOf(watches);
  }

  /**
   * Does it if E2B's clock says that ours is about right; returns the pause until the next time.
   */
  Duration step() {
    if (clockIsRight()) {
      var now = around.clock().instant();
      around.store().prune(now);
      leases.forget(now.minus(FORGET));
      snoozes.forget(now.minus(FORGET));
    }
    return PERIOD;
  }

  private boolean clockIsRight() {
    var skews =
        watches.stream()
            .map(watch -> watch.standing().api().health().clockSkewMillis())
            .filter(Objects::nonNull)
            .toList();
    return !skews.isEmpty() && skews.stream().allMatch(skew -> Math.abs(skew) < ABOUT.toMillis());
  }
}

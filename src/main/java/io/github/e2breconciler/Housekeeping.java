package io.github.e2breconciler;

import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.reap.Snoozes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.AccountWatch;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what is old, once it is sure that it is: by a wrong clock all may seem old. */
final class Housekeeping {

  /** Between prunings; each does little. */
  private static final Duration PERIOD = Duration.ofMinutes(10);

  /** Our clock is right if it is no further from E2B's: by so much too early nothing is lost. */
  private static final Duration ABOUT = Duration.ofHours(1);

  /** Longer than any lease and any run of a sandbox, and than a clock is ahead. */
  private static final Duration FORGET = Duration.ofDays(40);

  /**
   * Longer than any lease and than what is gone is remembered: ids are given once, and where jobs
   * are short, most leases are for sandboxes that are no more.
   */
  private static final Duration FORGET_OF_GONE = Duration.ofDays(2);

  /** Times that it is left undone before people are told. */
  private static final int A_DAY = 144;

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Surroundings around;
  private final Inventory inventory;
  private final LeaseBook leases;
  private final Snoozes snoozes;
  private final List<AccountWatch> watches;
  private int left;

  Housekeeping(
      Surroundings around,
      Inventory inventory,
      LeaseBook leases,
      Snoozes snoozes,
      Collection<AccountWatch> watches) {
    this.around = around;
    this.inventory = inventory;
    this.leases = leases;
    this.snoozes = snoozes;
    this.watches = List.copyOf(watches);
  }

  /**
   * Does it if E2B's clock says that ours is about right; returns the pause until the next time.
   */
  Duration step() {
    if (!clockIsRight()) {
      left++;
      if (left % A_DAY == 0) {
        log.warn("nothing old is forgotten: no E2B has a clock like ours; see that it is set");
      }
      return PERIOD;
    }
    left = 0;
    var now = around.clock().instant();
    around.store().prune(now);
    leases.forgetting().all(now.minus(FORGET));
    snoozes.forget(now.minus(FORGET));
    if (accounts().allMatch(account -> account.firstWalkAt() != null)) {
      leases.forgetting().ofGone(now.minus(FORGET_OF_GONE), this::gone);
    }
    return PERIOD;
  }

  /** Of no account is one known that may exist; what a complete walk shows would be. */
  private boolean gone(SandboxId sandbox) {
    return accounts()
        .map(account -> inventory.find(new SandboxKey(account.account(), sandbox)))
        .allMatch(belief -> belief == null || !belief.state().exists());
  }

  private Stream<Standing> accounts() {
    return watches.stream().map(AccountWatch::standing);
  }

  private boolean clockIsRight() {
    var skews =
        accounts()
            .map(account -> account.api().health().clockSkewMillis())
            .filter(Objects::nonNull)
            .toList();
    return skews.stream().anyMatch(skew -> Math.abs(skew) < ABOUT.toMillis());
  }
}

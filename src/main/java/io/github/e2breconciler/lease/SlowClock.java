package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;

/** What becomes of leases that a clock which was behind dated too early, once it is set right. */
final class SlowClock {

  private final LastHeard lastHeard;
  private final Undo<LeaseKey, Lease> given;

  SlowClock(LastHeard lastHeard, Undo<LeaseKey, Lease> given) {
    this.lastHeard = lastHeard;
    this.given = given;
  }

  /**
   * Our clock, which was behind, is right again: what was given meanwhile, and was over at {@code
   * heardAt}, was given and over later than it says. It would else be from before the run that it
   * was given for, and speak for nobody.
   */
  void setRight(Tx tx, Instant heardAt, Duration by) {
    var behind = lastHeard.behindSince(tx);
    if (behind != null) {
      tx.leases().late(behind.toEpochMilli(), heardAt.toEpochMilli(), by.toMillis());
      given.change(lease -> lease.late(behind, heardAt, Duration.ofMillis(by.toMillis())));
      lastHeard.setRight(tx);
    }
  }

  /**
   * Nobody looked for so long, and our clock, which was behind, may have been set right meanwhile,
   * by as much at most: of what was given and over before, nobody knows of which run it speaks.
   */
  void perhapsSetRight(Tx tx, Instant heardAt, Duration by) {
    var behind = lastHeard.behindSince(tx);
    if (behind != null) {
      tx.leases().doubt(behind.toEpochMilli(), heardAt.toEpochMilli(), by.toMillis());
      given.change(lease -> lease.doubted(behind, heardAt, Duration.ofMillis(by.toMillis())));
    }
  }
}

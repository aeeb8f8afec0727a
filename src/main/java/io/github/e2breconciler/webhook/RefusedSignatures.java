package io.github.e2breconciler.webhook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;

/**
 * When to say in the log that deliveries are refused for their signature: of the first at once, of
 * the others once a minute, however many there are. Safe for many threads.
 */
final class RefusedSignatures {

  static final Duration QUIET = Duration.ofMinutes(1);

  @GuardedBy("this")
  private Instant toldAt = Instant.MIN;

  @GuardedBy("this")
  private int untold;

  /** Counts one; how many there are to tell of now, or 0. */
  synchronized int refused(Instant now) {
    untold++;
    if (now.isBefore(toldAt) || !now.isBefore(toldAt.plus(QUIET))) {
      var all = untold;
      toldAt = now;
      untold = 0;
      return all;
    }
    return 0;
  }
}

package io.github.e2breconciler.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far our clock was set forward from one look to the next: by how much more it has gone on than
 * time has. What a process before this one saw of it, nobody knows. For one thread.
 */
final class Jumps {

  /** Less is drift, and not worth a look at every lease. */
  static final Duration LEAST = Duration.ofSeconds(1);

  private final LongSupplier ticker;
  private @Nullable Instant looked; // by our clock
  private long lookedAt; // by the ticker
  private Duration forward = Duration.ZERO;

  /**
   * Looks from now on.
   *
   * @param ticker elapsed nanoseconds, of any origin
   */
  Jumps(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** How far it was set forward since that was last {@link #settled}; zero if it was not. */
  Duration look(Instant now) {
    var nanos = ticker.getAsLong();
    var before = looked;
    if (before != null) {
      var jump = Duration.between(before, now).minusNanos(nanos - lookedAt);
      if (jump.compareTo(LEAST) >= 0) {
        forward = forward.plus(jump);
      }
    }
    looked = now;
    lookedAt = nanos;
    return forward;
  }

  /** What was told so far is stored. */
  void settled() {
    forward = Duration.ZERO;
  }
}

package io.github.e2breconciler.webhook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells a burst of wrong signatures from a stray one, once a minute at most: a secret was changed
 * on one side alone, or somebody tries. Safe for many threads.
 */
final class SignatureBurst {

  static final int MANY = 5; // one event with its three retries is no burst
  static final Duration WINDOW = Duration.ofMinutes(1);

  @GuardedBy("this")
  private Instant began = Instant.MIN;

  @GuardedBy("this")
  private int refused;

  /** Counts one; true if it makes the burst. */
  synchronized boolean refused(Instant now) {
    if (now.isBefore(began) || !now.isBefore(began.plus(WINDOW))) {
      began = now;
      refused = 0;
    }
    refused++;
    return refused == MANY;
  }
}

package io.github.e2breconciler.e2b;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far E2B's clock is ahead of ours, from the {@code Date} header of its answers.
 *
 * <p>A {@code Date} is cut to the second and was written between sending and receiving, so that one
 * answer only bounds the skew. The estimate starts at zero and moves no further than the newest
 * answer proves: it errs by less than a second plus the time the answer took, and towards zero.
 * Safe for many threads.
 */
final class Skew {

  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean known;

  @GuardedBy("lock")
  private long millis;

  /** Takes in one answer; the times of sending and receiving are by our clock. */
  void learn(Instant sent, Instant received, Instant date) {
    if (received.isBefore(sent)) {
      return; // our clock was set back meanwhile: this answer bounds nothing
    }
    var least = Duration.between(received, date).toMillis();
    var most = Duration.between(sent, date.plus(RESOLUTION)).toMillis();
    synchronized (lock) {
      known = true;
      millis = Math.clamp(millis, least, most);
    }
  }

  /** A time of ours on E2B's clock, as far as known. */
  Instant atE2b(Instant ours) {
    synchronized (lock) {
      return ours.plusMillis(millis);
    }
  }

  /** Milliseconds that E2B is ahead, or null before the first answer. */
  @Nullable Long millis() {
    synchronized (lock) {
      return known ? millis : null;
    }
  }
}

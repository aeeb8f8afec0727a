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
 * answer proves: it errs by less than a second plus the time the answer took, and towards zero. One
 * answer alone moves it no further than {@link #FAR}. Safe for many threads.
 */
final class Skew {

  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  /** More than the clocks of one service's machines differ by. */
  private static final Duration FAR = Duration.ofSeconds(30);

  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean known;

  @GuardedBy("lock")
  private long millis;

  /** What the last answer would have it be, where that was too far off to be believed. */
  @GuardedBy("lock")
  private @Nullable Long odd;

  /**
   * Takes in one answer; the times of sending and receiving are by our clock.
   *
   * @return false for one that is far off all before it, which is not taken in: either that machine
   *     has no clock to go by, or ours was set, and then the next answer says the same
   */
  boolean learn(Instant sent, Instant received, Instant date) {
    if (received.isBefore(sent)) {
      return true; // our clock was set back meanwhile: this answer bounds nothing
    }
    var least = Duration.between(received, date).toMillis();
    var most = Duration.between(sent, date.plus(RESOLUTION)).toMillis();
    synchronized (lock) {
      var next = Math.clamp(millis, least, most);
      var said = odd == null ? millis : Math.clamp(odd, least, most);
      if (known && far(next, millis) && (odd == null || far(said, odd))) {
        odd = next;
        return false;
      }
      odd = null;
      known = true;
      millis = next;
      return true;
    }
  }

  private static boolean far(long one, long other) {
    return Math.abs(one - other) > FAR.toMillis();
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

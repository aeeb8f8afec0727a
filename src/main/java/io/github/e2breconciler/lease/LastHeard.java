package io.github.e2breconciler.lease;

import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The moment since which it is not sure that anybody was heard: that of the last good tick, or
 * since when the clock is set back, in the store and here. Whatever is over at a later time is
 * given back what comes to be missed; and of which times that was, it keeps. Safe for many threads.
 */
public final class LastHeard {

  private static final String KEY = "heard-at";
  private static final String DEAF = "deaf-times";
  private static final String BEHIND = "behind-since";

  private volatile @Nullable Instant at; // null where nobody keeps track of it
  private volatile @Nullable Instant setBackAt; // null once a tick has stored a later time
  private volatile boolean behind; // by more than drift, while that is not null
  private volatile DeafTimes deaf = DeafTimes.NONE;
  private DeafTimes next = DeafTimes.NONE; // as the transaction under way has it

  /**
   * Since when it is not sure that anybody was heard, or null: nothing is over yet that somebody
   * could have objected to since.
   *
   * @param now by our clock
   */
  public @Nullable Instant deafSince(Instant now) {
    var last = at;
    return last != null && Hearing.missed(last, now).isPositive() ? last : null;
  }

  /**
   * Before the first that {@code tx} stores by a clock that was set back: as that is over before
   * the last tick came, by the old clock, it would be given nothing back.
   */
  public void noteSetBack(Tx tx, Instant now) {
    var last = at;
    if (last != null && now.isBefore(last)) {
      at = now;
      setBackAt = now;
      behind = behind || isBehind(now, last);
    }
    var unstored = setBackAt;
    if (unstored != null) { // again and again, for the transaction may fail
      note(tx, unstored);
      if (behind) {
        behind(tx, unstored);
      }
    }
  }

  /** When nobody could have been heard. */
  DeafTimes deafTimes() {
    return deaf;
  }

  /** Nobody was heard between two moments; that holds once it is {@link #stored}. */
  void missed(Tx tx, Instant from, Instant until) {
    next = next.with(from, until);
    tx.meta().put(DEAF, next.toString());
  }

  /**
   * Whether a clock that showed {@code last} was set back. One that is put straight by a moment now
   * and then is not behind for ever: else whatever it is late by one day would be taken for that.
   */
  static boolean isBehind(Instant now, Instant last) {
    return Duration.between(now, last).compareTo(Jumps.LEAST) >= 0;
  }

  /** Our clock was set back to {@code now}: from then on it may be behind. */
  void behind(Tx tx, Instant now) {
    var known = behindSince(tx);
    if (known == null || now.isBefore(known)) {
      tx.meta().put(BEHIND, Long.toString(now.toEpochMilli()));
    }
  }

  /**
   * Since when it may be behind, by itself; null if it was not set back, or forward again since.
   */
  @Nullable Instant behindSince(Tx tx) {
    var text = tx.meta().get(BEHIND);
    return text == null ? null : Instant.ofEpochMilli(Long.parseLong(text));
  }

  /** It was set forward. */
  void setRight(Tx tx) {
    tx.meta().delete(BEHIND);
  }

  /** What a clock that was ahead noted for times that have not come says nothing of those. */
  void forgetFuture(Tx tx, Instant now) {
    var until = next.upTo(now);
    if (!until.equals(next)) {
      next = until;
      tx.meta().put(DEAF, next.toString());
    }
  }

  void note(Tx tx, Instant now) {
    tx.meta().put(KEY, Long.toString(now.toEpochMilli()));
  }

  /** What was noted is stored. */
  void stored(Instant now) {
    at = now;
    setBackAt = null;
    behind = false;
    deaf = next;
  }

  /** As it was stored last; {@code now} if it never was. */
  Instant read(Tx tx, Instant now) {
    var times = tx.meta().get(DEAF);
    next = times == null ? DeafTimes.NONE : DeafTimes.parse(times);
    var text = tx.meta().get(KEY);
    return text == null ? now : Instant.ofEpochMilli(Long.parseLong(text));
  }

  /** The same without asking the store, for who knows what is in it. */
  Instant known(Instant now) {
    var last = at;
    return last == null ? now : last;
  }
}

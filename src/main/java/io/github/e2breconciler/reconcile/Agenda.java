package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** When which call of one account is due. Safe for many threads. */
final class Agenda {

  /** A step that is due at once still lets others take their turn. */
  static final Duration AT_ONCE = Duration.ofMillis(100);

  private final Duration longest;
  private Instant caughtUp = Instant.MIN;
  private Instant walk = Instant.MIN;
  private Instant feed = Instant.MIN;

  /**
   * Everything is due.
   *
   * @param longest pause: something may come to life meanwhile
   */
  Agenda(Duration longest) {
    this.longest = longest;
  }

  /** Brings forward what a suspicion wants now. */
  synchronized void heed(Set<Remedy> remedies) {
    if (remedies.contains(Remedy.FEED)) {
      catchUpAtOnce();
      feed = Instant.MIN;
    }
    if (remedies.contains(Remedy.WALK)) {
      walk = Instant.MIN;
    }
  }

  /** Whether the last catch-up is {@code interval} ago. */
  synchronized boolean catchUpDue(Instant now, Duration interval) {
    return !now.isBefore(caughtUp.plus(interval));
  }

  synchronized boolean walkDue(Instant now) {
    return !now.isBefore(walk);
  }

  /** Where the list is the catch-up, the feed has times of its own. */
  synchronized boolean feedDue(Instant now) {
    return !now.isBefore(feed);
  }

  synchronized void caughtUp(Instant at) {
    caughtUp = at;
  }

  synchronized void catchUpAtOnce() {
    caughtUp = Instant.MIN;
  }

  /** A walk begins: until it is over, only what is asked for meanwhile makes one due. */
  synchronized void walkBegins() {
    walk = Instant.MAX;
  }

  /** A walk is over. */
  synchronized void walkAgainAt(Instant at) {
    walk = at.isBefore(walk) ? at : walk;
  }

  /** A walk is due by then, whenever it was before. */
  synchronized void walkBy(Instant at) {
    if (!walk.equals(Instant.MAX)) {
      walkAgainAt(at);
    }
  }

  synchronized void feedAt(Instant at) {
    feed = at;
  }

  /** From now to the next walk, or the catch-up that is due every {@code interval}. */
  synchronized Duration pause(Instant now, Duration interval) {
    var catchUp = caughtUp.plus(interval);
    var next = walk.isBefore(catchUp) ? walk : catchUp;
    if (next.isAfter(now.plus(longest))) {
      return longest;
    }
    return next.isBefore(now.plus(AT_ONCE)) ? AT_ONCE : Duration.between(now, next);
  }
}

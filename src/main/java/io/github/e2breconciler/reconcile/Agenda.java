package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** When which call of one account is due. For the thread that holds the watch's lock. */
final class Agenda {

  /** A step that is due at once still lets others take their turn. */
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private Instant catchUp = Instant.MIN;
  private Instant walk = Instant.MIN;
  private Instant feed = Instant.MIN;

  /** Brings forward what a suspicion wants now. */
  void heed(Set<Remedy> remedies) {
    if (remedies.contains(Remedy.FEED)) {
      catchUp = Instant.MIN;
      feed = Instant.MIN;
    }
    if (remedies.contains(Remedy.WALK)) {
      walk = Instant.MIN;
    }
  }

  boolean catchUpDue(Instant now) {
    return !now.isBefore(catchUp);
  }

  boolean walkDue(Instant now) {
    return !now.isBefore(walk);
  }

  /** Where the list is the catch-up, the feed has times of its own. */
  boolean feedDue(Instant now) {
    return !now.isBefore(feed);
  }

  void catchUpAt(Instant at) {
    catchUp = at;
  }

  void walkAt(Instant at) {
    walk = at;
  }

  void walkBy(Instant at) {
    walk = at.isBefore(walk) ? at : walk;
  }

  void feedAt(Instant at) {
    feed = at;
  }

  /** From now to the next walk or catch-up. */
  Duration pause(Instant now) {
    var until = Duration.between(now, walk.isBefore(catchUp) ? walk : catchUp);
    return until.compareTo(AT_ONCE) < 0 ? AT_ONCE : until;
  }
}

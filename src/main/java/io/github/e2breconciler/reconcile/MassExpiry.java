package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.lease.Silence;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Freezes an account whose owners fall silent all at once: that is more likely our own deafness
 * than their death. Looks at every minute since its last look, however long ago that was. For the
 * thread that holds the watch's lock.
 */
final class MassExpiry {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** From one such minute to the next: of what falls silent together no more is cut off. */
  private static final Duration STEP = Duration.ofSeconds(15);

  /** Past the longest pause between two looks, four times the longest detection. */
  private static final Duration LOOK_BACK = Duration.ofHours(6);

  private final AccountId account;
  private final WatchContext context;
  private @Nullable Instant lastLook;
  private @Nullable Instant began; // the first look
  private Instant told = Instant.MIN; // until when people know of silence
  private boolean raised;

  MassExpiry(AccountId account, WatchContext context) {
    this.account = account;
    this.context = context;
  }

  void look() {
    var now = context.clock().instant();
    began = began == null || began.isAfter(now) ? now : began;
    told = told.isAfter(now) ? now : told;
    @Nullable String why = within(now);
    why = why == null ? sinceAnybody(now) : why;
    if (why != null) {
      context.freezes().freeze(account, why, Freezes.MASS_EXPIRY);
      told = now;
      if (!raised) {
        context.suspicions().raise(account, Suspicion.MASS_EXPIRY, why);
      }
    }
    raised = why != null;
    lastLook = now; // last of all: what could not be told is looked at once more
  }

  /** Who fell silent within a minute since the last look, if they are many. */
  private @Nullable String within(Instant now) {
    @Nullable Silence mass = null;
    for (var end = firstEnd(now); end.isBefore(now) && mass == null; end = end.plus(STEP)) {
      mass = massAt(end);
    }
    mass = mass == null ? massAt(now) : mass;
    return mass == null ? null : told(mass) + " within a minute";
  }

  /**
   * Who fell silent since anybody was heard, if they are many and what they had still runs: those
   * who send heartbeats seldom fall silent at once when the way to us breaks. Who is done takes his
   * sandboxes along.
   */
  private @Nullable String sinceAnybody(Instant now) {
    var heard = context.leases().lastHeartbeat(account, now);
    var since = later(later(heard, told), began == null ? now : began);
    var silence = context.leases().silence(account, since, now);
    return share(silence) && inUse(silence)
        ? told(silence) + " with no heartbeat since " + since
        : null;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static String told(Silence silence) {
    return silence.expired() + " of " + silence.alive() + " live leases expired";
  }

  private Instant firstEnd(Instant now) {
    var last = lastLook;
    if (last == null || last.isAfter(now)) {
      return now;
    }
    var earliest = now.minus(LOOK_BACK);
    return (last.isBefore(earliest) ? earliest : last).plus(STEP);
  }

  /** Who fell silent in the minute until {@code end}, if they are many; else null. */
  private @Nullable Silence massAt(Instant end) {
    var silence = context.leases().silence(account, later(end.minus(WINDOW), told), end);
    return much(silence) ? silence : null;
  }

  private boolean much(Silence silence) {
    return share(silence) && many(silence, context.settings().suspicion().atLeast());
  }

  private boolean share(Silence silence) {
    var percent = context.settings().suspicion().massExpiryPercent();
    return silence.expired() * 100L > (long) silence.alive() * percent;
  }

  /** Whether more than one of them left so much that still runs. */
  private boolean inUse(Silence silence) {
    var atLeast = context.settings().suspicion().atLeast();
    return silence.expired() > 1 && running(silence, atLeast) >= atLeast;
  }

  /** A few owners may have many sandboxes; but that one alone dies is what we are here for. */
  private boolean many(Silence silence, int atLeast) {
    return silence.expired() >= atLeast
        || (silence.expired() > 1 && running(silence, atLeast) >= atLeast);
  }

  private long running(Silence silence, int most) {
    return context
        .inventory()
        .living(account)
        .filter(it -> it.running() && context.leases().claimedBy(it, silence.silent()))
        .limit(most)
        .count();
  }
}

package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.lease.Silence;
import io.github.e2breconciler.lease.Voices;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Freezes an account whose owners fall silent all at once: that is more likely our own deafness
 * than their death. Looks at every minute since its last look, however long ago that was. For the
 * thread that holds the watch's lock.
 *
 * <p>A lease that names no account counts in each, for all may be deaf together; and where that
 * tells nothing, those are left out that speak for sandboxes of other accounts alone, among whom
 * the few of a small account would not be missed.
 */
final class MassExpiry {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** From one such minute to the next: of what falls silent together no more is cut off. */
  private static final Duration STEP = Duration.ofSeconds(15);

  /** Past the longest pause between two looks, four times the longest detection. */
  private static final Duration LOOK_BACK = Duration.ofHours(6);

  /** So long it is good to know who speaks for others alone: it takes a look at every sandbox. */
  private static final Duration KNOWN = Duration.ofMinutes(1);

  private final AccountId account;
  private final WatchContext context;
  private final Voices voices;
  private @Nullable Instant lastLook;
  private @Nullable Instant began; // the first look
  private Instant told = Instant.MIN; // until when people know of silence
  private boolean raised;
  private Set<LeaseKey> elsewhere = Set.of();
  private Instant elsewhereAt = Instant.MIN;

  MassExpiry(AccountId account, WatchContext context) {
    this.account = account;
    this.context = context;
    this.voices = context.leases().voices();
  }

  void look() {
    var now = context.clock().instant();
    began = began == null || began.isAfter(now) ? now : began;
    told = told.isAfter(now) ? now : told;
    @Nullable String why = within(now);
    why = why == null ? sinceAnybody(now, Set.of()) : why;
    why = why == null && !elsewhere(now).isEmpty() ? sinceAnybody(now, elsewhere(now)) : why;
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
      mass = massAt(end, now);
    }
    mass = mass == null ? massAt(now, now) : mass;
    return mass == null ? null : told(mass) + " within a minute";
  }

  /**
   * Who fell silent since anybody was heard, if they are many and what they had still runs: those
   * who send heartbeats seldom fall silent at once when the way to us breaks. Who is done takes his
   * sandboxes along.
   */
  private @Nullable String sinceAnybody(Instant now, Set<LeaseKey> notCounted) {
    var heard = voices.lastHeartbeat(account, now, notCounted);
    var since = later(later(heard, told), began == null ? now : began);
    var silence = voices.silence(account, since, now, notCounted);
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
  private @Nullable Silence massAt(Instant end, Instant now) {
    var since = later(end.minus(WINDOW), told);
    var silence = voices.silence(account, since, end);
    if (much(silence)) {
      return silence;
    }
    if (silence.expired() < 2 || elsewhere(now).isEmpty()) {
      return null;
    }
    var own = voices.silence(account, since, end, elsewhere(now));
    return much(own) ? own : null;
  }

  private boolean much(Silence silence) {
    return share(silence) && many(silence);
  }

  /** What names no account, and speaks for sandboxes of others and for none of this one. */
  private Set<LeaseKey> elsewhere(Instant now) {
    if (elsewhereAt.isAfter(now) || !now.isBefore(elsewhereAt.plus(KNOWN))) {
      var theirs = voices.inEveryAccount(context.inventory().livingElsewhere(account));
      if (!theirs.isEmpty()) {
        theirs.removeAll(voices.inEveryAccount(context.inventory().living(account)));
      }
      elsewhere = theirs;
      elsewhereAt = now;
    }
    return elsewhere;
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
  private boolean many(Silence silence) {
    var atLeast = context.settings().suspicion().atLeast();
    return silence.expired() >= atLeast
        || (silence.expired() > 1 && running(silence, atLeast) >= atLeast);
  }

  private long running(Silence silence, int most) {
    return context
        .inventory()
        .living(account)
        .filter(it -> it.running() && voices.claimedBy(it, silence.silent()))
        .limit(most)
        .count();
  }
}

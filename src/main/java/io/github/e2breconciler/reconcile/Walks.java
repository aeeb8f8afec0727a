package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.AccountWatch.Account;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The walks of one account, one at a time, and what each brings about: whether the key still shows
 * what it did, whether the account may be trusted, and when the next is due.
 */
final class Walks {

  private final Account account;
  private final WatchContext context;
  private final Standing standing;
  private final Parts parts;
  private final Twins twins;
  private final Intervals intervals;
  private final WalkMeters meters;
  private final Consumer<Runnable> locked; // by the watch's lock

  /** Held through a whole walk, and taken before the lock, which is not. */
  private final Lock walking;

  private Set<SandboxId> knownBefore = Set.of();
  private volatile int pages;
  private int incompleteInARow;
  private boolean pinned;

  /** What the watch has, and walks change or ask. */
  record Parts(
      Resync resync,
      Absentees absentees,
      FirstWalk firstWalk,
      Pins pins,
      Vigil vigil,
      CatchUp catchUp,
      Agenda agenda) {}

  /**
   * Walks that were not begun.
   *
   * @param locked runs what no other thread of the watch may come between
   */
  Walks(
      Account account,
      WatchContext context,
      Standing standing,
      Parts parts,
      Consumer<Runnable> locked) {
    this.account = account;
    this.context = context;
    this.standing = standing;
    this.parts = parts;
    this.locked = locked;
    this.walking = context.store().turns().lock();
    this.intervals = new Intervals(context.settings().detection());
    this.twins = new Twins(account, standing, context);
    this.meters = new WalkMeters(account.id(), this::ageSeconds, context.meters());
  }

  /** How many pages the last walk had; from any thread. */
  int pages() {
    return pages;
  }

  /** Whether what another account has is known well enough to act in this one. */
  void lookForTwins() {
    twins.look(false);
  }

  /** Walks, once whoever walks already has done so. */
  WalkResult walk() {
    walking.lock();
    try {
      return step();
    } finally {
      walking.unlock();
    }
  }

  /** Null where a walk goes on already; what is due then stays so. */
  @Nullable WalkResult walkUnlessWalking() {
    if (!walking.tryLock()) {
      return null;
    }
    try {
      return step();
    } finally {
      walking.unlock();
    }
  }

  /**
   * Before anything is asked with this key: what is known until then, the old key showed. For who
   * holds the lock.
   */
  void pin() {
    var agreed = parts.pins().agreed(account.id());
    if (agreed) { // before that is noted, for a crash may come between
      parts.firstWalk().forget();
    }
    if (!pinned || agreed) {
      knownBefore =
          context
              .inventory()
              .living(account.id())
              .map(each -> each.key().sandbox())
              .collect(Collectors.toSet());
      standing.trust(Pins.PINNED);
      parts.pins().check(standing, account.url(), account.key());
      pinned = true;
    }
  }

  private WalkResult step() {
    locked.accept(this::pin);
    parts.agenda().walkBegins();
    var first = !parts.firstWalk().done();
    try {
      var result = parts.resync().walk(first, knownBefore);
      locked.accept(() -> walked(result, first));
      return result;
    } catch (RuntimeException e) { // of E2B, or of a store that did not take what it found
      meters.failed();
      parts.agenda().walkAgainAt(context.clock().instant().plus(intervals.detection()));
      throw e;
    }
  }

  private void walked(WalkResult result, boolean first) {
    pages = result.pages();
    if (result.complete()) {
      parts.firstWalk().walked();
      parts.pins().walked(standing, account.key(), result.showsKnown());
      knownBefore = Set.of();
    }
    twins.look(result.complete());
    parts.vigil().walked(result, first);
    incompleteInARow = result.complete() ? 0 : incompleteInARow + 1;
    parts.agenda().walkAgainAt(context.clock().instant().plus(pauseAfter(result)));
    meters.walked(result.complete());
  }

  /** An incomplete walk is done again soon, but ever less so while that does not help. */
  private Duration pauseAfter(WalkResult result) {
    var pause =
        parts.catchUp().works() ? intervals.walkUnlessPassed() : intervals.walkWithoutFeed();
    var unconfirmed = parts.absentees().unconfirmed();
    var soon = unconfirmed ? intervals.confirm() : intervals.detection();
    if (!result.complete()) {
      var later = soon.multipliedBy(1L << Math.min(incompleteInARow - 1, 10));
      return later.compareTo(pause) < 0 ? later : pause;
    }
    return unconfirmed
        ? soon
        : pause.plusMillis(context.random().nextLong(1 + pause.toMillis() / 10));
  }

  private double ageSeconds() {
    @Nullable Instant last = standing.lastWalkAt();
    return last == null
        ? Double.NaN
        : Duration.between(last, context.clock().instant()).toMillis() / 1e3;
  }
}

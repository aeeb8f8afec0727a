package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bApi;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import io.github.e2breconciler.sandbox.AccountId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account, kept true: decides which call is due, within the budget that its intervals set. Its
 * own loop and the passes take turns by locks; while one of them walks, the other may read the
 * feed.
 */
public final class AccountWatch {

  /** A fleet that fits one page of 100, with room for what is born meanwhile. */
  private static final int ONE_PAGE = 80;

  /** Of a long stretch of feed, so much comes before a walk; it is not judged before the rest. */
  private static final int READINGS = 4;

  private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);

  private final Account account;
  private final WatchContext context;
  private final Standing standing;
  private final FirstWalk firstWalk;
  private final CountedApi api;
  private final Intervals intervals;
  private final Pins pins;
  private final Absentees absentees;
  private final CatchUp catchUp;
  private final Deadlines deadlines;
  private final Births births;
  private final Liveness liveness;
  private final MassExpiry massExpiry;
  private final Vigil vigil;
  private final Agenda agenda;
  private final Walks walks;
  private final Lock lock;

  /**
   * The account as configured.
   *
   * @param scope what proves that a sandbox is ours; an empty one contains nothing
   * @param expectsWebhooks whether silence on that side means anything
   * @param others at the same URL, whose scopes may contain what this one's does
   */
  public record Account(
      AccountId id,
      URI url,
      Secret key,
      E2bApi api,
      Scope scope,
      boolean expectsWebhooks,
      Map<AccountId, Scope> others) {}

  public AccountWatch(Account account, WatchContext context) {
    this.account = account;
    this.context = context;
    this.lock = context.store().turns().lock();
    this.api = new CountedApi(account.api());
    context.drifts().expectWebhooks(account.id(), account.expectsWebhooks());
    this.standing = new Standing(account.id(), api, context.clock(), context.ticker());
    context.standings().put(account.id(), standing);
    this.firstWalk = new FirstWalk(standing, context.store());
    this.intervals = new Intervals(context.settings().detection());
    var mirrors = new Resync.Mirrors(context.inventory(), context.drifts());
    this.pins = new Pins(context.store(), context.freezes(), context.clock(), context.ids());
    this.absentees =
        new Absentees(standing, mirrors, context.freezes(), context.settings(), context.clock());
    this.agenda = new Agenda(intervals.detection());
    this.catchUp =
        new CatchUp(
            standing, context.store(), context.intake(), context.suspicions(), context.clock());
    this.deadlines = new Deadlines(standing, mirrors, context.clock(), intervals);
    this.massExpiry = new MassExpiry(account.id(), context);
    this.vigil = new Vigil(standing, context);
    this.births = new Births(standing, mirrors, context.clock(), intervals.births());
    this.liveness =
        new Liveness(standing, mirrors, account.scope(), context.clock(), intervals.walk());
    var hearsay = new Resync.Hearsay(context.intake().churn(account.id()), this::feed);
    this.walks =
        new Walks(
            account,
            context,
            standing,
            new Walks.Parts(
                new Resync(standing, mirrors, absentees, hearsay, context.clock()),
                absentees,
                firstWalk,
                pins,
                vigil,
                catchUp,
                agenda),
            this::holding);
  }

  public Standing standing() {
    return standing;
  }

  /** Whether the event feed brings what webhooks do not; from any thread. */
  public boolean feedWorks() {
    return catchUp.works();
  }

  /** Whether the event feed is still to be read, or a long stretch of it; from any thread. */
  public boolean feedPending() {
    return catchUp.pending();
  }

  /** How many calls to E2B this account has cost so far. */
  public long calls() {
    return api.calls();
  }

  /** Whether a complete walk was ever done on this store. */
  public boolean walkedEver() {
    return firstWalk.done();
  }

  /** Does what is due without a pass; returns the pause until it is useful again. */
  public Duration step() {
    try {
      holding(this::begin);
      if (standing.api().resting()) { // once it does not, our next read is the circuit's trial
        return intervals.detection();
      }
      return due();
    } catch (E2bException e) {
      log.warn(
          "catch-up failed account={} kind={} message=\"{}\"; trying again in {}",
          account.id(),
          e.kind().label(),
          e.getMessage(),
          intervals.detection());
      return intervals.detection();
    }
  }

  /**
   * What a pass begins with: the feed, then a walk.
   *
   * @throws E2bException if not even the first page came
   */
  WalkResult resync() {
    holding(this::begin);
    feed();
    return walks.walk();
  }

  /**
   * Freezes the account if its owners fell silent together, and looks for those who may have been
   * heard by another; right before anything is done.
   */
  void lookForSilence() {
    holding(() -> {
      massExpiry.look();
      walks.lookForTwins();
    });
  }

  private void begin() {
    vigil.look(walkedEver());
    massExpiry.look();
    agenda.heed(context.suspicions().take(account.id(), Remedy.FEED, Remedy.WALK));
  }

  /** A nudge brings only the suspects forward; the rest keeps to its intervals. */
  private Duration due() {
    var now = context.clock().instant();
    var alive = countLiving(1) > 0;
    var interval = alive ? intervals.detection() : intervals.idle();
    var walked = agenda.catchUpDue(now, interval) && catchUp(now, alive);
    var wanted = deadlines.step(context.suspicions().takeSandboxes(account.id()));
    if (!walked && (wanted || agenda.walkDue(now))) {
      walked = walks.walkUnlessWalking() != null;
    }
    if (!walked) {
      births.step(walks.pages() == 1);
    }
    if (context.settings().livenessProbe()) {
      liveness.step();
    }
    if (catchUp.behind()) {
      agenda.catchUpAtOnce();
    }
    return readAbsentees() ? Agenda.AT_ONCE : agenda.pause(now, interval);
  }

  /** Those that two walks did not show; true if more can be read at once. */
  private boolean readAbsentees() {
    return absentees.read(new Found(context.drifts(), true, Instant.MIN));
  }

  /** The feed, or the page that is the whole fleet; true if it was walked. */
  private boolean catchUp(Instant now, boolean alive) {
    agenda.caughtUp(now);
    var onePage = alive && walks.pages() == 1 && countLiving(ONE_PAGE + 1) <= ONE_PAGE;
    if (!onePage || agenda.feedDue(now)) {
      feed();
    }
    if (!onePage && !agenda.walkDue(now)) {
      return false;
    }
    @Nullable WalkResult result = walks.walkUnlessWalking();
    if (onePage && result != null && !result.drift().isEmpty()) {
      feed(); // what no event explained may have its event there, with its true time
    }
    return result != null;
  }

  /** True if the feed was read to its end, or cannot be read. */
  private boolean feed() {
    lock.lock();
    try {
      walks.pin();
      var now = context.clock().instant();
      for (var reading = 0; reading == 0 || (catchUp.behind() && reading < READINGS); reading++) {
        var first = !walkedEver();
        var fresh = catchUp.read(first);
        if (!first) {
          vigil.caughtUp(fresh);
        }
      }
      agenda.caughtUp(now);
      agenda.feedAt(now.plus(intervals.walkUnlessPassed()));
      if (!catchUp.works()) {
        agenda.walkBy(now.plus(intervals.walkWithoutFeed()));
      }
      pins.named(standing, context.intake().team(account.id()));
      return !catchUp.behind();
    } finally {
      lock.unlock();
    }
  }

  private void holding(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private int countLiving(int most) {
    return context.inventory().countLiving(account.id(), most);
  }
}

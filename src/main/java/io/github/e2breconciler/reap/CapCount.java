package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many sandboxes of an account have been acted on, against the caps. Counted from the stored
 * intents, so a restart forgets nothing; a sandbox counts once a day, at its first step. While an
 * account is acted on, what counts is read once; what is stored with an intent is always counted
 * anew. Safe for many threads.
 */
final class CapCount {

  /** A share of a small fleet is still this many. */
  private static final int SMALL = 3;

  private final Caps caps;
  private final Store store;
  private final InstantSource clock;
  private final Map<AccountId, CapTally> tallies = new ConcurrentHashMap<>();

  CapCount(Caps caps, Store store, InstantSource clock) {
    this.caps = caps;
    this.store = store;
    this.clock = clock;
  }

  /** From here to {@link #forget} the questions about an account are answered by one reading. */
  void tally(AccountId account) {
    tallies.put(account, store.read(tx -> tallied(tx, account)));
  }

  void forget(AccountId account) {
    tallies.remove(account);
  }

  /** An intent of the case was stored, as part of an approved plan or of none. */
  void begun(Case subject, @Nullable String plan) {
    var tally = tallies.get(subject.key().account());
    if (tally != null) {
      tally.begun(subject, plan);
    }
  }

  private CapTally tally(Case subject) {
    var account = subject.key().account();
    var tally = tallies.get(account);
    return tally == null ? store.read(tx -> tallied(tx, account)) : tally;
  }

  private CapTally tallied(Tx tx, AccountId account) {
    var now = clock.instant();
    return CapTally.of(
        tx,
        account,
        now.minus(Duration.ofHours(1)).toEpochMilli(),
        now.minus(Duration.ofDays(1)).toEpochMilli());
  }

  /**
   * Which cap one more sandbox would exceed, or null. A case that was counted exceeds none; but a
   * cap of 0 means none at all, and so stops the later steps of those that nobody approved.
   */
  @Nullable String objection(Case subject) {
    return objection(tally(subject), subject);
  }

  /** The same from the rows themselves, within the transaction that relies on it. */
  @Nullable String objection(Tx tx, Case subject) {
    return objection(tallied(tx, subject.key().account()), subject);
  }

  private @Nullable String objection(CapTally tally, Case subject) {
    if (!tally.counted(subject)) {
      return exceeded(tally, List.of(subject));
    }
    return none() && tally.plan(subject) == null ? "a cap is 0, which allows none" : null;
  }

  private boolean none() {
    return caps.perPass() == 0
        || caps.sharePercent() == 0
        || caps.perHour() == 0
        || caps.perDay() == 0;
  }

  /** Which cap a pass exceeds that would begin with these sandboxes, or null. */
  @Nullable String exceededByPass(AccountId account, List<Case> beginning, int running) {
    @Nullable String within = exceededWithin(beginning.size(), running);
    if (beginning.isEmpty() || within != null) {
      return within;
    }
    return store.read(tx -> exceeded(tallied(tx, account), beginning));
  }

  /** Which cap on one pass {@code beginning} sandboxes exceed, or null. */
  @Nullable String exceededWithin(int beginning, int running) {
    if (beginning > caps.perPass()) {
      return beginning + " in one pass, the cap is " + caps.perPass();
    }
    var share = share(running);
    if (beginning > share) {
      return beginning
          + " of "
          + running
          + " running, the cap is "
          + share
          + " ("
          + caps.sharePercent()
          + " %)";
    }
    return null;
  }

  /** Whether an earlier step of the case has counted. */
  boolean counted(Case subject) {
    return tally(subject).counted(subject);
  }

  /** The plan under which a human approved a step of the case, and with it the later ones. */
  @Nullable String approvedPlan(Case subject) {
    return tally(subject).plan(subject);
  }

  static @Nullable String approvedPlan(Tx tx, Case subject) {
    return tx.intents().ofCase(subject.id()).stream()
        .map(IntentRow::plan)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** How many of so many running the cap on the share of one pass allows. */
  int share(int running) {
    if (caps.sharePercent() == 0) {
      return 0;
    }
    return Math.max(SMALL, Math.ceilDiv(running * caps.sharePercent(), 100));
  }

  /** How many began within the last hour. */
  long withinHour(AccountId account) {
    return store.read(tx -> since(tx, account, Duration.ofHours(1)));
  }

  /** How many began within the last 24 hours. */
  long withinDay(AccountId account) {
    return store.read(tx -> since(tx, account, Duration.ofDays(1)));
  }

  private @Nullable String exceeded(CapTally tally, List<Case> more) {
    var hour = tally.withinHour(more);
    if (hour > caps.perHour()) {
      return hour + " within an hour, the cap is " + caps.perHour();
    }
    var day = tally.withinDay(more);
    return day > caps.perDay() ? day + " within a day, the cap is " + caps.perDay() : null;
  }

  /** Whether the store is well; otherwise who asks it may wait for long. */
  boolean answers() {
    return store.health().ok();
  }

  /** How many of an account have counted within {@code window} until now. */
  long used(AccountId account, Duration window) {
    return store.read(tx -> since(tx, account, window));
  }

  private long since(Tx tx, AccountId account, Duration window) {
    Instant since = clock.instant().minus(window);
    return tx.intents().sandboxesSince(account.name(), since.toEpochMilli()).size();
  }
}

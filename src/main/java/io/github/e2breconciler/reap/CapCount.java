package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many sandboxes of an account have been acted on, against the caps. Counted from the stored
 * intents, so a restart forgets nothing; a sandbox counts once, at its first step.
 */
final class CapCount {

  /** A share of a small fleet is still this many. */
  private static final int SMALL = 3;

  private final Caps caps;
  private final Store store;
  private final InstantSource clock;

  CapCount(Caps caps, Store store, InstantSource clock) {
    this.caps = caps;
    this.store = store;
    this.clock = clock;
  }

  /** Which cap one more sandbox would exceed, or null; a case that was counted exceeds none. */
  @Nullable String objection(Case subject) {
    return store.read(tx -> objection(tx, subject));
  }

  @Nullable String objection(Tx tx, Case subject) {
    return counted(tx, subject) ? null : exceeded(tx, subject.key().account(), 1);
  }

  /** Which cap a pass that would begin with {@code beginning} sandboxes exceeds, or null. */
  @Nullable String exceededByPass(AccountId account, int beginning, int running) {
    @Nullable String within = exceededWithin(beginning, running);
    if (beginning == 0 || within != null) {
      return within;
    }
    return store.read(tx -> exceeded(tx, account, beginning));
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
    return store.read(tx -> counted(tx, subject));
  }

  /** The plan under which a human approved a step of the case, and with it the later ones. */
  @Nullable String approvedPlan(Case subject) {
    return store.read(tx -> approvedPlan(tx, subject));
  }

  static @Nullable String approvedPlan(Tx tx, Case subject) {
    return tx.intents().ofCase(subject.id()).stream()
        .map(IntentRow::plan)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static boolean counted(Tx tx, Case subject) {
    return !tx.intents().ofCase(subject.id()).isEmpty();
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

  private @Nullable String exceeded(Tx tx, AccountId account, int more) {
    var hour = since(tx, account, Duration.ofHours(1)) + more;
    if (hour > caps.perHour()) {
      return hour + " within an hour, the cap is " + caps.perHour();
    }
    var day = since(tx, account, Duration.ofDays(1)) + more;
    return day > caps.perDay() ? day + " within a day, the cap is " + caps.perDay() : null;
  }

  /** How many of an account have counted within {@code window} until now. */
  long used(AccountId account, Duration window) {
    return store.read(tx -> since(tx, account, window));
  }

  private long since(Tx tx, AccountId account, Duration window) {
    Instant since = clock.instant().minus(window);
    return tx.intents().distinctCasesSince(account.name(), since.toEpochMilli());
  }
}

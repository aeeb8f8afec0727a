package io.github.e2breconciler.reconcile;

import java.util.Locale;
import java.util.Set;

/**
 * Why our view of an account may be wrong, and what is done about it at once. A bounded set: the
 * label {@code cause} of a counter. The table in the package's note says what raises each.
 */
public enum Suspicion {
  UNKNOWN_SANDBOX,
  TOMBSTONE,
  UNKNOWN_TYPE,
  BAD_SIGNATURES,
  GAP,
  SILENT_WEBHOOK,
  RESTART,
  PAST_RETENTION,
  BROKEN_FEED,
  STALE_WALK,
  CLOCK_JUMP,
  SHRINK,
  MASS_EXPIRY;

  /** What is done at once instead of when its interval is over. */
  enum Remedy {
    /** A single read of the sandbox. */
    READ,
    /** The event feed is read. */
    FEED,
    /** The list is walked. */
    WALK,
    /** Our webhook's registration and its failed deliveries are looked at. */
    CHECK,
    /** Whoever raises it latches the account's freeze. */
    FREEZE
  }

  Set<Remedy> remedies() {
    return switch (this) {
      case UNKNOWN_SANDBOX, TOMBSTONE, UNKNOWN_TYPE -> Set.of(Remedy.READ);
      case BAD_SIGNATURES -> Set.of(Remedy.FEED, Remedy.CHECK);
      case GAP, SILENT_WEBHOOK -> Set.of(Remedy.CHECK);
      case RESTART, CLOCK_JUMP -> Set.of(Remedy.FEED, Remedy.WALK);
      case PAST_RETENTION, BROKEN_FEED, STALE_WALK -> Set.of(Remedy.WALK);
      case SHRINK, MASS_EXPIRY -> Set.of(Remedy.FREEZE);
    };
  }

  /** The word of the metric label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

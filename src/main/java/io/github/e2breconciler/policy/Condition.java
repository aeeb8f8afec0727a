package io.github.e2breconciler.policy;

import java.time.Duration;

/**
 * When a policy condemns a sandbox, told by its facts alone.
 *
 * <p>At the limit it is condemned, before it is not. All but {@link PausedLongerThan} are about
 * running sandboxes only.
 */
public sealed interface Condition {

  /** It runs past its planned end by {@code slack}: E2B should have ended it. */
  record Overdue(Duration slack) implements Condition {}

  /** This run has lasted {@code limit}. */
  record MaxAge(Duration limit) implements Condition {}

  /** A lease that was live during this run, its own or its owner's, no longer is. */
  record LeaseExpired() implements Condition {}

  /** The time in metadata {@code key}, RFC 3339, has come. */
  record ExpiresAt(String key) implements Condition {}

  /** This run has lasted as long as metadata {@code key} says. */
  record Ttl(String key) implements Condition {}

  /**
   * This run has lasted {@code limit} and nobody ever took a lease for it; what time passed while
   * nobody could is not counted.
   */
  record Unclaimed(Duration limit) implements Condition {}

  /**
   * It has been paused for {@code limit}.
   *
   * @param deleteData whether it may be ended for that, and its data with it
   */
  record PausedLongerThan(Duration limit, boolean deleteData) implements Condition {}

  /** The word of the configuration. */
  default String label() {
    return switch (this) {
      case Overdue _ -> "overdue";
      case MaxAge _ -> "max-age";
      case LeaseExpired _ -> "lease-expired";
      case ExpiresAt _ -> "expires-at";
      case Ttl _ -> "ttl";
      case Unclaimed _ -> "unclaimed";
      case PausedLongerThan _ -> "paused-longer-than";
    };
  }
}

package io.github.e2breconciler.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * What the heartbeats say of one execution of a sandbox, its own lease and its owner's together.
 *
 * <p>A lease that ended before this execution started does not count for it.
 */
public sealed interface LeaseState {

  /** Somebody is alive, until {@code until} at least. */
  record Live(Instant until) implements LeaseState {}

  /** Somebody was alive during this execution, and no longer is. */
  record Expired(Instant at) implements LeaseState {}

  /**
   * Nobody ever claimed this execution.
   *
   * @param unheard for so much of its life we could not have heard it
   */
  record Never(Duration unheard) implements LeaseState {}

  /** We cannot tell: not an absence. */
  record Unknown(String reason) implements LeaseState {}
}

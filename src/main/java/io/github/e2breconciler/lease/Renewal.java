package io.github.e2breconciler.lease;

/** The answer to a heartbeat. */
public sealed interface Renewal {

  record Renewed(Lease lease) implements Renewal {}

  /** A request to end this sandbox is open: too late. */
  record Ending(LeaseKey key) implements Renewal {}
}

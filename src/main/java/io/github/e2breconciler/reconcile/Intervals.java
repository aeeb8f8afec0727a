package io.github.e2breconciler.reconcile;

import java.time.Duration;

/**
 * Every interval of the calls to E2B, as multiples of one: how late a lost event may be noticed.
 */
record Intervals(Duration detection) {

  /** Where nothing is alive there is little to miss. */
  Duration idle() {
    return detection.multipliedBy(4);
  }

  /** Between walks that nothing asked for, and between feeds where the list is the catch-up. */
  Duration walk() {
    return detection.multipliedBy(40);
  }

  /** Since a walk of which nobody can say any more what there is. */
  Duration stale() {
    return walk().multipliedBy(2);
  }

  /**
   * Past every scheduled pass, which reads the feed and walks too: two of them an interval would
   * tell no more.
   */
  Duration walkUnlessPassed() {
    return walk().plus(walk().dividedBy(10)).plus(detection);
  }

  /** Between looks at our webhook's registration. */
  Duration guard() {
    var hour = Duration.ofHours(1);
    return walk().compareTo(hour) < 0 ? walk() : hour;
  }

  /** The same when a suspicion asks for it, however often. */
  Duration guardAtMost() {
    return guard().dividedBy(2);
  }

  /** Between walks where the account has no event feed. */
  Duration walkWithoutFeed() {
    return detection.multipliedBy(2);
  }

  /** Between looks at births whose end and size no event told. */
  Duration births() {
    return detection.multipliedBy(4);
  }

  /** From a first absence to the walk that confirms it. */
  Duration confirm() {
    var limit = Duration.ofSeconds(10);
    return detection.compareTo(limit) < 0 ? detection : limit;
  }
}

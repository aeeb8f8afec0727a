package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.EventFeed;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.Store;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the event feed for what webhooks did not bring. Accounts without a feed are asked once and
 * then left alone until the next start.
 */
final class CatchUp {

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** All but {@code updated}: those come with every heartbeat of an owner and say little. */
  private static final Set<String> TYPES =
      Set.of(
          "sandbox.lifecycle.created",
          "sandbox.lifecycle.resumed",
          "sandbox.lifecycle.paused",
          "sandbox.lifecycle.killed",
          "sandbox.lifecycle.checkpointed");

  private final Standing standing;
  private final Store store;
  private final EventIntake intake;
  private boolean supported = true;

  CatchUp(Standing standing, Store store, EventIntake intake) {
    this.standing = standing;
    this.store = store;
    this.intake = intake;
  }

  boolean supported() {
    return supported;
  }

  /**
   * Reads back to what is known; returns how many events were new.
   *
   * @throws E2bException if the feed could not be read
   */
  int read() {
    if (!supported) {
      return 0;
    }
    try {
      var account = standing.account().name();
      var caught =
          EventFeed.read(
              standing.api(), TYPES, id -> !store.events().known(account, List.of(id)).isEmpty());
      var fresh = intake.takeAll(standing.account(), caught.events(), Source.FEED);
      if (!caught.complete()) {
        log.warn(
            "event feed read in part account={} pages={} events={}",
            account,
            caught.pages(),
            caught.events().size());
      }
      return fresh;
    } catch (E2bException e) {
      if (e.kind() != E2bException.Kind.UNSUPPORTED) {
        throw e;
      }
      supported = false;
      log.info("no event feed, walking more often account={}", standing.account());
      return 0;
    }
  }
}

package io.github.e2breconciler.webhook;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Instant;

/** Where an authentic event goes. Safe for many threads. */
@FunctionalInterface
public interface WebhookInbox {

  /**
   * Takes an event in. When this returns, the event is durable and applied, or was so before.
   *
   * @throws io.github.e2breconciler.store.StoreException if it cannot be made durable now; E2B is
   *     told to send it again
   */
  Outcome take(AccountId account, LifecycleEvent event, Instant receivedAt);

  /**
   * Hears of a burst of deliveries whose signature no secret of the account made, once a minute at
   * most. Must not block.
   */
  default void distrust(AccountId account) {}

  /**
   * What came of it.
   *
   * @param duplicate the event was known already
   * @param endedSomething the inventory held a living sandbox that this event ended
   */
  record Outcome(boolean duplicate, boolean endedSomething) {}
}

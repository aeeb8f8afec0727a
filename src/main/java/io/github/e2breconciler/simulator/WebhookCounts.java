package io.github.e2breconciler.simulator;

/**
 * What became of the events that webhooks were owed, counted for each webhook.
 *
 * @param events owed
 * @param attempts POSTs made
 * @param delivered POSTs answered 2xx
 * @param lost never sent, by a fault
 * @param givenUp sent four times in vain, or their webhook was gone
 */
public record WebhookCounts(long events, long attempts, long delivered, long lost, long givenUp) {}

/**
 * What people should hear, and how it reaches them: one sink, a signed JSON webhook.
 *
 * <p>Whoever has something to tell offers a {@link io.github.e2breconciler.notify.Notice} and goes
 * on; that never blocks, and a full queue says no and counts it. {@link
 * io.github.e2breconciler.notify.Herald} takes what waits, a batch at a time, and delivers it from
 * a loop of its own, again and again with growing pauses until the receiver takes it or a total
 * deadline is over. Nothing here is durable: what waits when the process dies is lost, so whoever
 * offers a warning offers it again after a restart, under the same id.
 *
 * <p>Deliveries follow Standard Webhooks (https://www.standardwebhooks.com): the headers {@code
 * webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}, and an HMAC-SHA256 over the
 * three parts {@code ID.TIMESTAMP.BODY}, so any library of that name verifies them.
 */
@NullMarked
package io.github.e2breconciler.notify;

import org.jspecify.annotations.NullMarked;

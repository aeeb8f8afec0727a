/**
 * The public side: signed events in, an answer out once they are durable.
 *
 * <p>Checked in this order: method and path, size, signature, body. The signature is over the raw
 * bytes and is checked before anything is parsed. What an event means is not decided here: it is
 * stored, then handed on.
 *
 * <p>{@link io.github.e2breconciler.webhook.Reception} is the whole of it without sockets, for
 * whoever has an envelope and a body; {@link io.github.e2breconciler.webhook.WebhookService} brings
 * them from HTTP.
 *
 * <p>A 200 is a promise: the event survives a crash. What cannot be made durable is answered 503,
 * so that E2B keeps it for us a little longer. A flood of forged deliveries costs a digest each and
 * a counter, no parsing and no store; one of unsigned deliveries not even the reading. Of a burst
 * the inbox hears once a minute. No source is ever locked out: where E2B and a stranger have one
 * address, or a secret was just changed, an event that verifies is taken all the same.
 */
@NullMarked
package io.github.e2breconciler.webhook;

import org.jspecify.annotations.NullMarked;

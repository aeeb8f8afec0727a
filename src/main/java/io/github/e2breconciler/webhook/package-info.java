/**
 * The public side: signed events in, an answer out once they are durable.
 *
 * <p>Checked in this order: method and path, size, signature, body. The signature is over the raw
 * bytes and is checked before anything is parsed. What an event means is not decided here: it is
 * stored, then handed on.
 *
 * <p>A 200 is a promise: the event survives a crash. What cannot be made durable is answered 503,
 * so that E2B keeps it for us a little longer. A flood of forged deliveries costs a digest each and
 * a counter, no parsing and no store; of a burst the inbox hears once a minute.
 */
@NullMarked
package io.github.e2breconciler.webhook;

import org.jspecify.annotations.NullMarked;

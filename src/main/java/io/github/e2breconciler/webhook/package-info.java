/**
 * The public side: signed events in, an answer out once they are durable.
 *
 * <p>Checked in this order: method and path, size, signature, body. The signature is over the raw
 * bytes and is checked before anything is parsed. What an event means is not decided here: it is
 * stored, then handed on.
 */
@NullMarked
package io.github.e2breconciler.webhook;

import org.jspecify.annotations.NullMarked;

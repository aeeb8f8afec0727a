/**
 * Events as E2B writes them, in every spelling it has used, and as we keep them.
 *
 * <p>One codec serves webhooks (snake_case), the event feed (camelCase), the delivery log (webhook
 * bodies again) and the legacy shape without id and type. It is strict about the form and tolerant
 * of the content. Strict, because the signature does not protect what follows the signed text from
 * being extended: one UTF-8 JSON object, each key once, nothing after it. Tolerant, because types,
 * reasons and fields are open sets: what we do not know is kept or passed over, and only an event
 * that cannot be placed (no sandbox, no type, no time) is refused.
 *
 * <p>Pure functions of bytes; no time, no I/O, safe for any thread.
 */
@NullMarked
package io.github.e2breconciler.event;

import org.jspecify.annotations.NullMarked;

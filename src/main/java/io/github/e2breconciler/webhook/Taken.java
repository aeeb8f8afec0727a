package io.github.e2breconciler.webhook;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.sandbox.LifecycleEvent;

/** The answer to an event that we hold, with the sender's own spelling of id and time. */
record Taken(boolean success, String message, String sandboxId, String timestamp) {

  static Taken of(Decoded.Event decoded, boolean duplicate) {
    return new Taken(
        true,
        "Event %s %s".formatted(EventCodec.label(decoded.event()), what(decoded, duplicate)),
        decoded.sandboxText(),
        decoded.timestampText());
  }

  private static String what(Decoded.Event decoded, boolean duplicate) {
    if (decoded.event() instanceof LifecycleEvent.Unrecognised) {
      return "recorded";
    }
    return duplicate ? "already processed" : "processed successfully";
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One POST of one event to one webhook, as the delivery log keeps it.
 *
 * @param id the delivery id, new for each attempt
 * @param status the receiver's, or 0 where none came
 * @param errorClass null on success
 */
public record DeliveryAttempt(
    String id,
    String webhook,
    LifecycleEvent event,
    String body,
    URI url,
    int status,
    @Nullable String errorClass,
    Instant at,
    Duration took) {

  /** Whether the receiver answered 2xx. */
  public boolean succeeded() {
    return errorClass == null;
  }
}

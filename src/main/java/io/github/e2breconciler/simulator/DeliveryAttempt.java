package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One POST of one event to one webhook, as the delivery log keeps it.
 *
 * @param id the delivery id, new for each attempt
 * @param answer the receiver's status, or 0 where none came
 * @param errorClass null on success
 */
public record DeliveryAttempt(
    String id,
    String webhook,
    LifecycleEvent event,
    String body,
    URI url,
    int answer,
    @Nullable String errorClass,
    Instant at,
    Duration took) {

  /** What became of it. */
  enum Status {
    SUCCESS,
    FAILED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Status status() {
    return succeeded() ? Status.SUCCESS : Status.FAILED;
  }

  /** Whether the receiver answered 2xx. */
  public boolean succeeded() {
    return errorClass == null;
  }
}

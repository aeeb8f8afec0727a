package io.github.e2breconciler.simulator;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts of the delivery log are asked for.
 *
 * @param start inclusive, or null for the oldest
 * @param end exclusive, or null for the newest
 * @param statuses empty for whatever became of them
 * @param types full type names of events, or empty for all
 */
record DeliveryQuery(
    String webhook,
    @Nullable Instant start,
    @Nullable Instant end,
    Set<DeliveryAttempt.Status> statuses,
    Set<String> types) {

  DeliveryQuery {
    statuses = Set.copyOf(statuses);
    types = Set.copyOf(types);
  }

  /** Every attempt for a webhook. */
  static DeliveryQuery all(String webhook) {
    return new DeliveryQuery(webhook, null, null, Set.of(), Set.of());
  }

  DeliveryQuery since(Instant time) {
    return within(time, end);
  }

  DeliveryQuery within(Instant from, @Nullable Instant until) {
    return new DeliveryQuery(webhook, from, until, statuses, types);
  }

  DeliveryQuery failedAlone() {
    return new DeliveryQuery(webhook, start, end, Set.of(DeliveryAttempt.Status.FAILED), types);
  }

  boolean asksFor(DeliveryAttempt attempt) {
    return attempt.webhook().equals(webhook)
        && (start == null || !attempt.at().isBefore(start))
        && (end == null || attempt.at().isBefore(end))
        && (statuses.isEmpty() || statuses.contains(attempt.status()))
        && (types.isEmpty() || types.contains(attempt.event().header().type()));
  }
}

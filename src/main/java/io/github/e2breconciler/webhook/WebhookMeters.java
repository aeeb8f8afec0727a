package io.github.e2breconciler.webhook;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the webhook counts.
 *
 * <p>Alert on {@code webhook_requests_total{outcome="invalid-signature"}} rising (a secret differs,
 * or somebody tries), on {@code outcome="unavailable"} (events wait at E2B, which gives up after
 * half a minute), and on {@code webhook_last_event_age_seconds} while the list changes: webhooks
 * are silent then, and nothing here can notice.
 */
final class WebhookMeters {

  private static final String OTHER = "other";

  /** More than that is no lateness but a wrong clock, and no timer holds more than 292 years. */
  private static final Duration LATEST = Duration.ofDays(1);

  private final Map<RequestOutcome, Counter> requests = new EnumMap<>(RequestOutcome.class);
  private final Map<String, Counter> events = new HashMap<>();
  private final Timer lag;
  private final InstantSource clock;
  private volatile @Nullable Instant lastEvent;

  WebhookMeters(MeterRegistry meters, InstantSource clock) {
    this.clock = clock;
    for (var outcome : RequestOutcome.values()) {
      requests.put(
          outcome,
          Counter.builder("e2b_reconciler.webhook.requests")
              .tag("outcome", outcome.label())
              .description("Requests to the webhook by how they ended")
              .register(meters));
    }
    for (var type : EventTypes.ALL) {
      var label = EventTypes.label(type);
      events.put(label, events(meters, label));
    }
    events.put(OTHER, events(meters, OTHER));
    this.lag =
        Timer.builder("e2b_reconciler.webhook.lag")
            .description("from when the event happened, by the node's clock, to applied")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2_500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60))
            .register(meters);
    Gauge.builder("e2b_reconciler.webhook.last.event.age", this, WebhookMeters::lastEventAgeSeconds)
        .description("since an authentic event came in, known or not; NaN before the first")
        .baseUnit("seconds")
        .strongReference(true)
        .register(meters);
  }

  private static Counter events(MeterRegistry meters, String type) {
    return Counter.builder("e2b_reconciler.webhook.events")
        .tag("type", type)
        .description("Authentic events taken for the first time")
        .register(meters);
  }

  void ended(RequestOutcome outcome) {
    count(requests.get(outcome));
  }

  /** An authentic event was made durable and applied, now or before. */
  void taken(LifecycleEvent event, boolean duplicate) {
    var now = clock.instant();
    lastEvent = now;
    if (duplicate) {
      return;
    }
    var counter = events.get(EventCodec.label(event));
    count(counter == null ? events.get(OTHER) : counter);
    var late = Duration.between(event.at(), now);
    lag.record(bounded(late));
  }

  /** The node's clock may be ahead of ours. */
  private static Duration bounded(Duration late) {
    if (late.isNegative()) {
      return Duration.ZERO;
    }
    return late.compareTo(LATEST) > 0 ? LATEST : late;
  }

  private static void count(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  private double lastEventAgeSeconds() {
    Instant last = lastEvent;
    return last == null ? Double.NaN : Duration.between(last, clock.instant()).toMillis() / 1e3;
  }
}

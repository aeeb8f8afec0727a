package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class WebhookMetersTest {

  private static final Instant START = Instant.parse("2026-08-21T20:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WebhookMeters meters = new WebhookMeters(registry, now::get);

  @Test
  void startsEveryKnownLabelAtZero() {
    assertThat(registry.scrape())
        .contains(
            "e2b_reconciler_webhook_requests_total{outcome=\"accepted\"} 0.0",
            "e2b_reconciler_webhook_requests_total{outcome=\"invalid-signature\"} 0.0",
            "e2b_reconciler_webhook_requests_total{outcome=\"too-large\"} 0.0",
            "e2b_reconciler_webhook_events_total{type=\"kill\"} 0.0",
            "e2b_reconciler_webhook_events_total{type=\"checkpoint\"} 0.0",
            "e2b_reconciler_webhook_events_total{type=\"other\"} 0.0",
            "e2b_reconciler_webhook_last_event_age_seconds NaN");
  }

  @Test
  void measuresFromWhenTheEventHappened() {
    meters.taken(killedAt(START.minusMillis(200)), false);

    assertThat(registry.scrape())
        .contains(
            "e2b_reconciler_webhook_lag_seconds_bucket{le=\"0.1\"} 0",
            "e2b_reconciler_webhook_lag_seconds_bucket{le=\"0.25\"} 1",
            "e2b_reconciler_webhook_lag_seconds_sum 0.2",
            "e2b_reconciler_webhook_events_total{type=\"kill\"} 1.0");
  }

  @Test
  void countsAnEventFromAClockAheadOfOursAsPrompt() {
    meters.taken(killedAt(START.plusSeconds(5)), false);

    assertThat(registry.scrape())
        .contains(
            "e2b_reconciler_webhook_lag_seconds_bucket{le=\"0.005\"} 1",
            "e2b_reconciler_webhook_lag_seconds_sum 0.0");
  }

  @Test
  void countsAnEventOfTheYearZeroAsADayLate() {
    meters.taken(killedAt(Instant.parse("0000-01-01T00:00:00Z")), false);

    assertThat(registry.scrape()).contains("e2b_reconciler_webhook_lag_seconds_sum 86400.0");
  }

  @Test
  void takesADuplicateForASignOfLifeOnly() {
    meters.taken(killedAt(START), false);
    now.set(START.plus(Duration.ofMinutes(1)));
    meters.taken(killedAt(START), true);
    now.set(START.plus(Duration.ofSeconds(90)));

    assertThat(registry.scrape())
        .contains(
            "e2b_reconciler_webhook_last_event_age_seconds 30.0",
            "e2b_reconciler_webhook_lag_seconds_count 1",
            "e2b_reconciler_webhook_events_total{type=\"kill\"} 1.0");
  }

  private static LifecycleEvent killedAt(Instant at) {
    var header =
        new EventHeader("id", EventTypes.KILLED, at, new SandboxId("iabc"), null, "", "", "", null);
    return new LifecycleEvent.Killed(header, null, "request");
  }
}

package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How our webhook fares: what it brought, and what E2B says of it as of the last look. Alert on
 * {@code webhook_registered} at 0, and on a failed share that stays above a few percent.
 */
final class GuardMeters {

  static final String REGISTERED = "registered";
  static final String REPAIRED = "repaired";
  static final String ROTATED = "rotated";

  private final Map<String, Counter> repairs = new HashMap<>();
  private volatile double registered = Double.NaN;
  private volatile double deliveries = Double.NaN;
  private volatile double failed = Double.NaN;
  private volatile double failedShare = Double.NaN;

  /** Registers everything: counters at 0, gauges at NaN for not known. */
  GuardMeters(AccountId account, EventIntake intake, MeterRegistry registry) {
    FunctionCounter.builder(
            "e2b_reconciler.webhooks.taken", intake, it -> it.webhooksTaken(account))
        .tag("account", account.name())
        .description("Authentic events that webhooks brought, for the first time or again")
        .register(registry);
    gauge("registered", "1: as it should be, 0: it is not, NaN: not known", account, registry);
    gauge("deliveries", "Attempts of the last day", account, registry);
    gauge("deliveries.failed", "Attempts of the last day that failed", account, registry);
    gauge("deliveries.failed.share", "The share of those, from 0 to 1", account, registry);
    for (var what : List.of(REGISTERED, REPAIRED, ROTATED)) {
      repairs.put(
          what,
          Counter.builder("e2b_reconciler.webhook.repairs")
              .tag("account", account.name())
              .tag("what", what)
              .description("Changes that we made to our webhook at E2B; alert when it keeps rising")
              .register(registry));
    }
  }

  private void gauge(String name, String description, AccountId account, MeterRegistry registry) {
    Gauge.builder("e2b_reconciler.webhook." + name, this, meters -> meters.value(name))
        .tag("account", account.name())
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private double value(String name) {
    return switch (name) {
      case "registered" -> registered;
      case "deliveries" -> deliveries;
      case "deliveries.failed" -> failed;
      default -> failedShare;
    };
  }

  void registered(boolean asItShouldBe) {
    registered = asItShouldBe ? 1 : 0;
  }

  void deliveries(DeliveryStats stats) {
    deliveries = stats.total();
    failed = stats.failed();
    failedShare = stats.failedShare();
  }

  void repaired(String what) {
    var counter = repairs.get(what);
    if (counter != null) {
      counter.increment();
    }
  }
}

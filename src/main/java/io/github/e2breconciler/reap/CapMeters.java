package io.github.e2breconciler.reap;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.StoreException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How much of the caps over time is used, and what they are. Alert when the share nears 1: the next
 * sandbox over a cap ends nothing and freezes its account.
 */
final class CapMeters {

  private CapMeters() {}

  static void register(
      CapCount counted, Caps caps, Iterable<AccountId> accounts, MeterRegistry meters) {
    limit("per-pass", caps::perPass, meters);
    limit("per-hour", caps::perHour, meters);
    limit("per-day", caps::perDay, meters);
    for (var account : accounts) {
      used(counted, account, "per-hour", Duration.ofHours(1), meters);
      used(counted, account, "per-day", Duration.ofDays(1), meters);
    }
  }

  private static void limit(String cap, IntSupplier value, MeterRegistry meters) {
    Gauge.builder("e2b_reconciler.cap.limit", value::getAsInt)
        .tag("cap", cap)
        .description("How many sandboxes of an account may be ended; 0 means none")
        .register(meters);
  }

  private static void used(
      CapCount counted, AccountId account, String cap, Duration window, MeterRegistry meters) {
    Gauge.builder("e2b_reconciler.cap.used", () -> used(counted, account, window))
        .tag("account", account.name())
        .tag("cap", cap)
        .description(
            "Sandboxes acted on within the cap's window; NaN while the store is in trouble")
        .register(meters);
  }

  private static double used(CapCount counted, AccountId account, Duration window) {
    try {
      return counted.answers() ? counted.used(account, window) : Double.NaN;
    } catch (StoreException e) { // its own metrics tell; a scrape must go on
      return Double.NaN;
    }
  }
}

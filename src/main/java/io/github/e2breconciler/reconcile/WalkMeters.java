package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.DoubleSupplier;

/** How an account's walks go. */
final class WalkMeters {

  private final Counter complete;
  private final Counter incomplete;
  private final Counter failed;

  /**
   * Registers everything, counters at 0.
   *
   * @param ageSeconds since the last complete walk; NaN before the first
   */
  WalkMeters(AccountId account, DoubleSupplier ageSeconds, MeterRegistry registry) {
    complete = counter(account, "complete", registry);
    incomplete = counter(account, "incomplete", registry);
    failed = counter(account, "failed", registry);
    Gauge.builder("e2b_reconciler.walk.age", ageSeconds::getAsDouble)
        .tag("account", account.name())
        .baseUnit("seconds")
        .description("Since the last complete walk; alert when it is far past its interval")
        .register(registry);
  }

  void walked(boolean whole) {
    (whole ? complete : incomplete).increment();
  }

  /** Not even the first page came. */
  void failed() {
    failed.increment();
  }

  private static Counter counter(AccountId account, String outcome, MeterRegistry registry) {
    return Counter.builder("e2b_reconciler.walks")
        .tag("account", account.name())
        .tag("outcome", outcome)
        .description("Walks of the list, by whether they were complete; alert on incomplete")
        .register(registry);
  }
}

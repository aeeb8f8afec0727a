package io.github.e2breconciler.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the mirror holds and what it costs, as gauges: {@code sandboxes{account,state}} and {@code
 * spend_dollars_per_hour{account}}.
 *
 * <p>All of them come from one pass over the inventory, made by a scrape and at most once a second,
 * so a scrape costs the same however many gauges there are. Alert on spend that grows while the
 * owners' own count of sandboxes does not, and on any that stay {@code unknown}.
 */
public final class FleetMetrics {

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final double NANOS_PER_DOLLAR = 1e9;

  private final Object lock = new Object();
  private final Inventory inventory;
  private final CostModel prices;
  private final LongSupplier nanoClock;

  @GuardedBy("lock")
  private @Nullable Count last;

  /**
   * Registers the gauges.
   *
   * @param nanoClock elapsed time, of any origin
   */
  public FleetMetrics(
      Inventory inventory,
      CostModel prices,
      Set<AccountId> accounts,
      LongSupplier nanoClock,
      MeterRegistry meters) {
    this.inventory = inventory;
    this.prices = prices;
    this.nanoClock = nanoClock;
    accounts.forEach(account -> register(account, meters));
  }

  private record Cell(AccountId account, State state) {}

  /** One pass over the inventory. */
  private record Count(
      long takenAtNanos, Map<Cell, Long> sandboxes, Map<AccountId, Long> nanoDollarsPerHour) {}

  private void register(AccountId account, MeterRegistry meters) {
    for (var state : State.values()) {
      Gauge.builder(
              "e2b_reconciler.sandboxes",
              () -> count().sandboxes().getOrDefault(new Cell(account, state), 0L))
          .tag("account", account.name())
          .tag("state", state.label())
          .description("Sandboxes as the mirror holds them; gone ones for a day")
          .register(meters);
    }
    Gauge.builder(
            "e2b_reconciler.spend.dollars.per.hour",
            () -> count().nanoDollarsPerHour().getOrDefault(account, 0L) / NANOS_PER_DOLLAR)
        .tag("account", account.name())
        .description("What the running sandboxes cost, by list prices; an estimate")
        .register(meters);
  }

  private Count count() {
    synchronized (lock) {
      var now = nanoClock.getAsLong();
      var known = last;
      if (known != null && now - known.takenAtNanos() < FRESH_NANOS) {
        return known;
      }
      var count = new Count(now, new HashMap<>(), new HashMap<>());
      inventory.all().forEach(sandbox -> add(sandbox, count));
      last = count;
      return count;
    }
  }

  private void add(Sandbox sandbox, Count count) {
    var account = sandbox.key().account();
    count.sandboxes().merge(new Cell(account, sandbox.state()), 1L, Long::sum);
    if (sandbox.running()) {
      count
          .nanoDollarsPerHour()
          .merge(account, prices.nanoDollarsPerHour(sandbox.size()), Long::sum);
    }
  }
}

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the mirror holds, how long it runs and what it costs, as gauges: {@code
 * sandboxes{account,state}}, {@code run_mean_seconds{account}}, {@code
 * run_longest_seconds{account}} and {@code spend_dollars_per_hour{account}}.
 *
 * <p>All of them come from one pass over the inventory, made by a scrape and at most once a second,
 * so a scrape costs the same however many gauges there are. Alert on spend that grows while the
 * owners' own count of sandboxes does not, and on any that stay {@code unknown}.
 */
public final class FleetMetrics {

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final double NANOS_PER_DOLLAR = 1e9;
  private static final Running NONE = new Running(0, 0, Duration.ZERO, Duration.ZERO);

  private final Object lock = new Object();
  private final Inventory inventory;
  private final CostModel prices;
  private final InstantSource clock;

  @GuardedBy("lock")
  private @Nullable Count last;

  /** Registers the gauges. */
  public FleetMetrics(
      Inventory inventory,
      CostModel prices,
      Set<AccountId> accounts,
      InstantSource clock,
      MeterRegistry meters) {
    this.inventory = inventory;
    this.prices = prices;
    this.clock = clock;
    accounts.forEach(account -> register(account, meters));
  }

  private record Cell(AccountId account, State state) {}

  /**
   * The running sandboxes of an account.
   *
   * @param sandboxes those whose start is known
   */
  private record Running(
      long nanoDollarsPerHour, long sandboxes, Duration together, Duration longest) {

    Running plus(long nanoDollars, @Nullable Duration run) {
      if (run == null) {
        return new Running(nanoDollarsPerHour + nanoDollars, sandboxes, together, longest);
      }
      return new Running(
          nanoDollarsPerHour + nanoDollars,
          sandboxes + 1,
          together.plus(run),
          longest.compareTo(run) < 0 ? run : longest);
    }

    double meanSeconds() {
      return sandboxes == 0 ? 0 : seconds(together) / sandboxes;
    }

    static double seconds(Duration duration) {
      return duration.toMillis() / 1e3;
    }
  }

  /** One pass over the inventory. */
  private record Count(
      Instant takenAt, Map<Cell, Long> sandboxes, Map<AccountId, Running> running) {

    /** Clocks may be set back: a count from the future is not fresh. */
    boolean freshAt(Instant now) {
      return !now.isBefore(takenAt) && now.isBefore(takenAt.plus(FRESH));
    }
  }

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
    gauge(account, "spend.dollars.per.hour", it -> it.nanoDollarsPerHour() / NANOS_PER_DOLLAR)
        .description("What the running sandboxes cost, by list prices; an estimate")
        .register(meters);
    gauge(account, "run.mean", Running::meanSeconds)
        .baseUnit("seconds")
        .description("How long the running sandboxes have run, on average")
        .register(meters);
    gauge(account, "run.longest", it -> Running.seconds(it.longest()))
        .baseUnit("seconds")
        .description("How long the oldest of the running sandboxes has run")
        .register(meters);
  }

  private Gauge.Builder<?> gauge(AccountId account, String name, ToDoubleFunction<Running> value) {
    return Gauge.builder(
            "e2b_reconciler." + name,
            () -> value.applyAsDouble(count().running().getOrDefault(account, NONE)))
        .tag("account", account.name());
  }

  private Count count() {
    synchronized (lock) {
      var now = clock.instant();
      var known = last;
      if (known != null && known.freshAt(now)) {
        return known;
      }
      var count = new Count(now, new HashMap<>(), new HashMap<>());
      inventory.living().forEach(sandbox -> add(sandbox, count));
      inventory.gone().forEach(key -> add(key.account(), State.GONE, count));
      last = count;
      return count;
    }
  }

  private void add(Sandbox sandbox, Count count) {
    var account = sandbox.key().account();
    add(account, sandbox.state(), count);
    if (sandbox.running()) {
      var running = count.running().getOrDefault(account, NONE);
      var price = prices.nanoDollarsPerHour(sandbox.size());
      count.running().put(account, running.plus(price, run(sandbox, count.takenAt())));
    }
  }

  private static void add(AccountId account, State state, Count count) {
    count.sandboxes().merge(new Cell(account, state), 1L, Long::sum);
  }

  /** E2B's clock may be ahead of ours: a run is never negative. */
  private static @Nullable Duration run(Sandbox sandbox, Instant now) {
    @Nullable Instant startedAt = sandbox.startedAt();
    if (startedAt == null) {
      return null;
    }
    return startedAt.isAfter(now) ? Duration.ZERO : Duration.between(startedAt, now);
  }
}

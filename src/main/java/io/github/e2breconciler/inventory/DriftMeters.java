package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;

/** What drift looks like on a dashboard; every counter starts at 0. */
final class DriftMeters {

  /** More than that is a time that makes no sense, and no timer holds more than 292 years. */
  private static final Duration LONGEST = Duration.ofDays(366);

  private final MeterRegistry registry;
  private final Timer age;
  private final Counter late;
  private final Counter lost;

  /**
   * Registers everything.
   *
   * @param open how many of an account and kind still stand
   * @param oldestSeconds the age of the oldest of these, 0 where none stands
   * @param expectsWebhooks whether an account's webhooks are awaited
   */
  DriftMeters(
      MeterRegistry registry,
      List<AccountId> accounts,
      ToDoubleBiFunction<AccountId, DriftKind> open,
      ToDoubleBiFunction<AccountId, DriftKind> oldestSeconds,
      Predicate<AccountId> expectsWebhooks) {
    this.registry = registry;
    age = age(registry);
    late = missed("late");
    lost = missed("lost");
    for (var account : accounts) {
      Gauge.builder("e2b_reconciler.webhooks.expected", () -> expectsWebhooks.test(account) ? 1 : 0)
          .tag("account", account.name())
          .description("1 where webhooks are awaited: not where they are off or E2B has none")
          .register(registry);
      for (var kind : DriftKind.values()) {
        for (var source : List.of(Source.FEED, Source.DELIVERY_LOG, Source.LIST, Source.READ)) {
          counter(account, kind, source);
        }
        Gauge.builder("e2b_reconciler.drift.open", () -> open.applyAsDouble(account, kind))
            .tag("account", account.name())
            .tag("kind", kind.label())
            .description("Disagreements that still stand")
            .register(registry);
        Gauge.builder(
                "e2b_reconciler.drift.oldest", () -> oldestSeconds.applyAsDouble(account, kind))
            .tag("account", account.name())
            .tag("kind", kind.label())
            .baseUnit("seconds")
            .description("How long the oldest disagreement that still stands has stood")
            .register(registry);
      }
    }
  }

  void detected(Drift drift) {
    counter(drift.key().account(), drift.kind(), drift.source()).increment();
  }

  /** Clocks may be set back, and E2B's may be ahead of ours: a negative age counts as none. */
  void repaired(Duration afterIts) {
    var bounded = afterIts.compareTo(LONGEST) > 0 ? LONGEST : afterIts;
    age.record(bounded.isNegative() ? Duration.ZERO : bounded);
  }

  void late() {
    late.increment();
  }

  void lost() {
    lost.increment();
  }

  private Counter counter(AccountId account, DriftKind kind, Source source) {
    return Counter.builder("e2b_reconciler.drift.detected")
        .tag("account", account.name())
        .tag("kind", kind.label())
        .tag("source", source.label())
        .description("Disagreements between the mirror and E2B")
        .register(registry);
  }

  private Counter missed(String outcome) {
    return Counter.builder("e2b_reconciler.webhooks.missed")
        .tag("outcome", outcome)
        .description(
            "Events that something else brought first, by whether a webhook came after all")
        .register(registry);
  }

  private static Timer age(MeterRegistry registry) {
    return Timer.builder("e2b_reconciler.drift.age")
        .description("From a change at E2B to its repair here, of what no webhook brought")
        .serviceLevelObjectives(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1))
        .register(registry);
  }
}

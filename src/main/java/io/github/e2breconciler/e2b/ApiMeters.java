package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * What the calls of one account leave behind in the metrics.
 *
 * <p>{@code api.calls} counts every request sent or refused, retries included: alert on a share of
 * {@code unavailable}, {@code timeout} or {@code malformed}, and on any {@code unauthorised}.
 * {@code api.call.duration} times what was sent. {@code api.circuit.open} at 1 for minutes means
 * that nothing new is known of the account. {@code api.rows.dropped} above 0 means that E2B's
 * answers have changed: walks stay incomplete and nothing is ended.
 */
final class ApiMeters {

  static final String OK = "ok";
  static final String MISSING = "missing";
  static final String CONFLICT = "conflict";

  /** From a quick read to the longest total deadline of a call. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private static final String PREFIX = "e2b_reconciler.api.";

  private final MeterRegistry registry;
  private final AccountId account;

  /** Registers every known label, so that the counters start at 0. */
  ApiMeters(MeterRegistry registry, AccountId account, Circuit circuit) {
    this.registry = registry;
    this.account = account;
    for (var operation : Operation.values()) {
      calls(operation, OK);
      calls(operation, MISSING);
      calls(operation, CONFLICT);
      for (var kind : Kind.values()) {
        calls(operation, kind.label());
      }
      duration(operation);
    }
    droppedRows(Operation.LIST);
    droppedRows(Operation.EVENTS);
    Gauge.builder(PREFIX + "circuit.open", circuit, it -> it.open() ? 1 : 0)
        .tag("account", account.name())
        .description("1 while nothing is asked of the account, for too much has failed")
        .register(registry);
  }

  void called(Operation operation, String outcome) {
    calls(operation, outcome).increment();
  }

  void took(Operation operation, Duration duration) {
    duration(operation).record(duration);
  }

  void dropped(Operation operation, int rows) {
    droppedRows(operation).increment(rows);
  }

  private Counter calls(Operation operation, String outcome) {
    return Counter.builder(PREFIX + "calls")
        .tag("account", account.name())
        .tag("operation", operation.label())
        .tag("outcome", outcome)
        .description("Requests sent or refused, retries included")
        .register(registry);
  }

  private Timer duration(Operation operation) {
    return Timer.builder(PREFIX + "call.duration")
        .tag("operation", operation.label())
        .description("From the request to the end of its answer, of what was sent")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter droppedRows(Operation operation) {
    return Counter.builder(PREFIX + "rows.dropped")
        .tag("account", account.name())
        .tag("operation", operation.label())
        .description("Rows that could not be read; alert on any: E2B's answers have changed")
        .register(registry);
  }
}

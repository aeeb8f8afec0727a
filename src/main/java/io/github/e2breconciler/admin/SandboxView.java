package io.github.e2breconciler.admin;

import io.github.e2breconciler.admin.AdminContext.Rules;
import io.github.e2breconciler.cost.Dollars;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.store.EventRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox as the API shows it.
 *
 * @param vcpus null while its size is unknown, and so is {@code memoryMib}
 * @param execution null while no event has named it
 * @param dollarsPerHour what it costs now; 0 unless it runs and its size is known
 * @param timeline null in lists
 */
record SandboxView(
    String id,
    String account,
    String state,
    String template,
    Map<String, String> metadata,
    @Nullable String owner,
    @Nullable Instant startedAt,
    @Nullable Instant endAt,
    Instant observedAt,
    String source,
    @Nullable Integer vcpus,
    @Nullable Integer memoryMib,
    @Nullable String execution,
    double dollarsPerHour,
    @Nullable List<Moment> timeline) {

  private static final double NANOS_PER_DOLLAR = 1e9;

  /** Something that was heard. */
  record Moment(Instant at, String type, String source, String eventId) {
    static Moment of(EventRow row) {
      return new Moment(Instant.ofEpochMilli(row.at()), row.type(), row.source(), row.id());
    }
  }

  static SandboxView of(Sandbox sandbox, Rules rules, @Nullable List<Moment> timeline) {
    var size = sandbox.size();
    var execution = sandbox.execution();
    var nanos = sandbox.running() ? rules.prices().nanoDollarsPerHour(size) : 0;
    return new SandboxView(
        sandbox.key().sandbox().value(),
        sandbox.key().account().name(),
        sandbox.state().label(),
        sandbox.template(),
        new TreeMap<>(sandbox.metadata()),
        sandbox.owner(rules.ownerKey()),
        sandbox.startedAt(),
        sandbox.endAt(),
        sandbox.observedAt(),
        sandbox.source().label(),
        size == null ? null : size.vcpus(),
        size == null ? null : size.memoryMib(),
        execution == null ? null : execution.value(),
        Dollars.rounded(nanos / NANOS_PER_DOLLAR),
        timeline);
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * L3, as far as somebody must be told: freezes, cases in quarantine and those that were given to
 * people are shown by the gauges on which alerts rest, and each has its line of audit. What is
 * latched is read from the disk; a gauge may lag behind it for ten seconds, in which a thread may
 * stand still between the two. E2B's circuit is the client's, which is not part of a simulation.
 */
final class Told implements Law {

  private static final Duration LAG = Duration.ofSeconds(10);
  private static final String FROZEN = "frozen";
  private static final List<String> LATCHES = List.of(FROZEN, "paused", "escalated");

  private final Map<String, Instant> lagging = new HashMap<>();
  private final Map<String, Gauge> gauges = new HashMap<>();
  private final Stage stage;
  private final Machine machine;

  Told(Stage stage, Machine machine) {
    this.stage = stage;
    this.machine = machine;
  }

  @Override
  public void starting() {
    lagging.clear();
    gauges.clear(); // each process has its own
  }

  @Override
  public void look(Engine engine) {
    look(engine.around().meters());
  }

  /** Looks at gauges. */
  void look(MeterRegistry meters) {
    var latches = machine.latches();
    latches.forEach((latch, audited) -> {
      if (!audited) {
        throw new Violation(LawName.L3, null, "latched without a line of audit: " + latch);
      }
    });
    for (var state : LATCHES) {
      var those = latches.keySet().stream().filter(each -> each.startsWith(state + " ")).toList();
      compare(state, those, value(meters, state));
    }
  }

  private void compare(String state, List<String> latches, @Nullable Double shown) {
    if (shown != null && shown >= latches.size()) {
      lagging.remove(state);
      return;
    }
    var now = stage.time().instant();
    var since = lagging.computeIfAbsent(state, _ -> now);
    if (!latches.isEmpty() && since.plus(LAG).isBefore(now)) {
      throw new Violation(
          LawName.L3, null, "on disk there is " + latches + ", and the gauge says " + shown);
    }
  }

  private @Nullable Double value(MeterRegistry meters, String state) {
    var gauge = gauges.computeIfAbsent(state, _ -> gauge(meters, state));
    return gauge == null ? null : gauge.value();
  }

  private static @Nullable Gauge gauge(MeterRegistry meters, String state) {
    return state.equals(FROZEN)
        ? meters.find("e2b_reconciler.frozen").gauge()
        : meters.find("e2b_reconciler.cases.open").tag("state", state).gauge();
  }
}

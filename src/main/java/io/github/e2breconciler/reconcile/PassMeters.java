package io.github.e2breconciler.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** How passes go; every counter starts at 0. */
final class PassMeters {

  private static final List<String> TRIGGERS =
      List.of("start", "schedule", "due", "manual", "approved");

  private final MeterRegistry registry;
  private final Timer duration;

  PassMeters(MeterRegistry registry) {
    this.registry = registry;
    for (var trigger : TRIGGERS) {
      counter(trigger, Report.Status.DONE);
      counter(trigger, Report.Status.FAILED);
    }
    duration =
        Timer.builder("e2b_reconciler.pass.duration")
            .description("From the start of a pass to the end of its verifications")
            .serviceLevelObjectives(
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2_500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5))
            .register(registry);
  }

  /** A clock that was set back meanwhile makes {@code took} negative: it counts as none. */
  void finished(String trigger, Report.Status status, Duration took) {
    counter(trigger, status).increment();
    duration.record(took.isNegative() ? Duration.ZERO : took);
  }

  private Counter counter(String trigger, Report.Status status) {
    return Counter.builder("e2b_reconciler.passes")
        .tag("trigger", trigger)
        .tag("outcome", status.label())
        .description("Reconcile runs; alert on failed")
        .register(registry);
  }
}

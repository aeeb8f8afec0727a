package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * S4: nothing that was acknowledged is lost. After every restart each event that was answered 200
 * is known, and each lease that was promised holds as long as promised.
 */
final class Acknowledged implements Law {

  /** The daemon keeps whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  private final Map<String, LifecycleEvent> events = new HashMap<>();
  private final LeaseLedger ledger;
  private final InstantSource clock;

  Acknowledged(LeaseLedger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void acknowledged(LifecycleEvent event) {
    events.put(event.header().id(), event);
  }

  @Override
  public void started(Engine engine) {
    var account = engine.settings().accounts().getFirst().id().name();
    var known = engine.around().store().events().known(account, Set.copyOf(events.keySet()));
    events.forEach((id, event) -> {
      if (!known.contains(id)) {
        throw new Violation(event.sandbox(), "lost though acknowledged: " + event);
      }
    });
    ledger
        .standing(clock.instant())
        .forEach((key, until) -> {
          var lease = engine.leases().find(key);
          if (lease == null || lease.expiresAt().isBefore(until.minus(ROUNDING))) {
            throw new Violation(null, key + " was promised until " + until + ", and is " + lease);
          }
        });
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * S4: nothing that was acknowledged is lost. After every restart each event that was answered 200
 * is known, and each lease that was promised holds as long as promised, with the time that the next
 * tick gives back: since the first one the daemon was still taking up what it remembers. What comes
 * again is known at once.
 */
final class Acknowledged implements Law {

  /** The daemon keeps whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  private final Map<String, LifecycleEvent> events = new HashMap<>();
  private final AccountId account;
  private final LeaseLedger ledger;
  private final InstantSource clock;
  private final Supplier<Instant> heardAt; // by what is on disk

  /** Of events of one account, and of everybody's leases. */
  Acknowledged(
      AccountId account, LeaseLedger ledger, InstantSource clock, Supplier<Instant> heardAt) {
    this.account = account;
    this.ledger = ledger;
    this.clock = clock;
    this.heardAt = heardAt;
  }

  @Override
  public void acknowledged(LifecycleEvent event, boolean fresh) {
    if (events.put(event.header().id(), event) != null && fresh) {
      throw new Violation(LawName.S4, event.sandbox(), "taken for a new one again: " + event);
    }
  }

  @Override
  public void started(Engine engine) {
    var stored = engine.around().store().events();
    var known = stored.known(account.name(), Set.copyOf(events.keySet()));
    events.forEach((id, event) -> {
      if (!known.contains(id)) {
        throw new Violation(LawName.S4, event.sandbox(), "lost though acknowledged: " + event);
      }
    });
    var now = clock.instant();
    var deaf = Duration.between(heardAt.get(), now);
    var owed = deaf.compareTo(LeaseLedger.LATE) > 0 ? deaf : Duration.ZERO;
    ledger
        .standing(now)
        .forEach((key, until) -> {
          var lease = engine.leases().find(key);
          if (lease == null || lease.expiresAt().plus(owed).isBefore(until.minus(ROUNDING))) {
            throw new Violation(
                LawName.S4, null, key + " was promised until " + until + ", and is " + lease);
          }
        });
  }
}

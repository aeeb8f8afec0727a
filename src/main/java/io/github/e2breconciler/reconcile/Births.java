package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Events of birth say neither end nor size: one page of the newest tells them between walks. */
final class Births {

  private final Standing standing;
  private final Resync.Mirrors mirrors;
  private final InstantSource clock;
  private final Duration interval;
  private Instant last = Instant.MIN;

  Births(Standing standing, Resync.Mirrors mirrors, InstantSource clock, Duration interval) {
    this.standing = standing;
    this.mirrors = mirrors;
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * Looks, if one is without its end or size and the interval is over.
   *
   * @param pageIsFleet the catch-up reads that page anyway
   */
  void step(boolean pageIsFleet) {
    var now = clock.instant();
    if (pageIsFleet || !due(now) || !anyBare()) {
      return;
    }
    last = now;
    var page = standing.api().list(null);
    for (var row : page.rows()) {
      var seen = new Observation.Seen(row, Source.LIST, page.asOf());
      mirrors.drifts().repaired(mirrors.inventory().apply(standing.account(), seen));
    }
  }

  /** Nothing waits for a clock that was set back. */
  private boolean due(Instant now) {
    return now.isBefore(last) || !now.isBefore(last.plus(interval));
  }

  private boolean anyBare() {
    return mirrors
        .inventory()
        .living(standing.account())
        .filter(Sandbox::running)
        .anyMatch(sandbox -> sandbox.endAt() == null || sandbox.size() == null);
  }
}

package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.inventory.Drift;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks running machines for a sign of life, a few a step: E2B goes on showing one that crashed as
 * running until its end. What answers none though a read shows it is a ghost: a drift for people to
 * see, never a verdict.
 *
 * <p>Asked are only sandboxes in scope, and none with so little time left that asking would extend
 * its life. E2B emits an {@code updated} for each that lives. For the thread that holds the watch's
 * lock.
 */
final class Liveness {

  /** So many a step, those first that were not asked for the longest time. */
  static final int AT_ONCE = 5;

  /** A probe sets an end that is nearer than 15 s to 15 s from now; clocks may differ. */
  static final Duration LEFT = Duration.ofMinutes(1);

  private final Standing standing;
  private final Resync.Mirrors mirrors;
  private final Scope scope;
  private final InstantSource clock;
  private final Duration again;
  private final Map<SandboxKey, Instant> asked = new HashMap<>();

  /**
   * The liveness of one account's sandboxes.
   *
   * @param again from one probe of a sandbox to the next
   */
  Liveness(
      Standing standing, Resync.Mirrors mirrors, Scope scope, InstantSource clock, Duration again) {
    this.standing = standing;
    this.mirrors = mirrors;
    this.scope = scope;
    this.clock = clock;
    this.again = again;
  }

  /**
   * Asks those that are due.
   *
   * @throws io.github.e2breconciler.e2b.E2bException if one brings no answer; the others wait
   */
  void step() {
    var now = clock.instant();
    settle(now);
    for (var sandbox : due(now)) {
      asked.put(sandbox.key(), now);
      ask(sandbox);
    }
  }

  private List<Sandbox> due(Instant now) {
    var latest = standing.e2bTime(now).plus(LEFT);
    return mirrors
        .inventory()
        .living(standing.account())
        .filter(Sandbox::running)
        .filter(sandbox -> scope.contains(sandbox.metadata()))
        .filter(sandbox -> sandbox.endAt() != null && sandbox.endAt().isAfter(latest))
        .filter(sandbox -> !now.isBefore(askedAt(sandbox).plus(again)))
        .sorted(Comparator.comparing(this::askedAt).thenComparing(Sandbox::key))
        .limit(AT_ONCE)
        .toList();
  }

  private Instant askedAt(Sandbox sandbox) {
    return asked.getOrDefault(sandbox.key(), Instant.MIN);
  }

  private void ask(Sandbox sandbox) {
    switch (standing.api().probe(sandbox.key().sandbox())) {
      case ALIVE -> mirrors.drifts().close(sandbox.key(), DriftKind.GHOST);
      case MISSING -> look(sandbox);
      case CONFLICT -> {} // it changes state: events and walks tell what becomes of it
    }
  }

  /** No machine, or no longer there at all: only a read tells which. */
  private void look(Sandbox sandbox) {
    var reading = standing.api().read(sandbox.key().sandbox());
    var observation =
        switch (reading) {
          case Reading.Found(var row, var asOf) -> new Observation.Seen(row, Source.READ, asOf);
          case Reading.Missing(var asOf) -> new Observation.NotFound(sandbox.key().sandbox(), asOf);
        };
    var change = mirrors.inventory().apply(standing.account(), observation);
    mirrors.drifts().repaired(change);
    if (reading instanceof Reading.Found && change.after().running()) {
      mirrors
          .drifts()
          .open(
              new Drift(
                  sandbox.key(),
                  DriftKind.GHOST,
                  Source.READ,
                  reading.asOf(),
                  clock.instant(),
                  null,
                  "shown as running, and no machine answers"));
    }
  }

  /** What no longer runs is no ghost, and what is forgotten need not be remembered. */
  private void settle(Instant now) {
    for (var key : mirrors.drifts().openOf(DriftKind.GHOST)) {
      var sandbox = mirrors.inventory().find(key);
      if (key.account().equals(standing.account()) && (sandbox == null || !sandbox.running())) {
        mirrors.drifts().close(key, DriftKind.GHOST);
      }
    }
    asked.values().removeIf(at -> at.isAfter(now)); // the clock was set back
    asked.keySet().removeIf(key -> mirrors.inventory().find(key) == null);
  }
}

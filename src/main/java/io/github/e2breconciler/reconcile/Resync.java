package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.ListWalk;
import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.inventory.Change;
import io.github.e2breconciler.inventory.Drift;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A walk, merged. What it shows is believed at once; what it does not show only if it was complete,
 * nothing has shrunk, and a second walk and a read of each agree.
 */
final class Resync {

  /** Clocks of nodes and of the API may be this far apart. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  /** Reads of absentees a walk; the rest wait for the next one. */
  private static final int READS = 20;

  private static final Logger log = LoggerFactory.getLogger(Resync.class);

  private final ListWalk listWalk = new ListWalk();
  private final Standing standing;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final Freezes freezes;
  private final SuspicionSettings suspicion;
  private final InstantSource clock;

  Resync(
      Standing standing,
      Mirrors mirrors,
      Freezes freezes,
      SuspicionSettings suspicion,
      InstantSource clock) {
    this.standing = standing;
    this.inventory = mirrors.inventory();
    this.drifts = mirrors.drifts();
    this.freezes = freezes;
    this.suspicion = suspicion;
    this.clock = clock;
  }

  /** What belief is kept in. */
  record Mirrors(Inventory inventory, DriftLog drifts) {}

  /**
   * Walks and merges.
   *
   * @param first of this store: what is new to it is no drift
   * @throws E2bException if not even the first page came
   */
  WalkResult walk(boolean first) {
    var walk = listWalk.walk(standing.api());
    var found = new TreeMap<String, Integer>();
    var seen = new HashSet<SandboxId>();
    for (var row : walk.rows()) {
      seen.add(row.sandbox());
      drifts.close(new SandboxKey(standing.account(), row.sandbox()), DriftKind.UNLISTED);
      var change =
          inventory.apply(
              standing.account(), new Observation.Seen(row, Source.LIST, walk.startedAt()));
      if (!first) {
        note(change, found);
      }
    }
    if (!walk.complete()) {
      log.warn(
          "walk incomplete account={} pages={} seen={} reason=\"{}\"",
          standing.account(),
          walk.pages(),
          seen.size(),
          walk.incompleteReason());
      return new WalkResult(walk.pages(), seen, false, walk.incompleteReason(), found);
    }
    if (!absent(walk, seen, found)) {
      var running = (int) walk.rows().stream().filter(row -> row.state() == State.RUNNING).count();
      standing.walked(clock.instant(), running);
    }
    return new WalkResult(walk.pages(), seen, true, "", found);
  }

  /**
   * Counts absences. True if so much is absent that something else must be wrong: then the account
   * is frozen, and each absentee is still believed in until a read of its own finds it gone.
   */
  private boolean absent(Walk walk, Set<SandboxId> seen, Map<String, Integer> found) {
    var absentees =
        inventory
            .living(standing.account())
            .filter(sandbox -> !seen.contains(sandbox.key().sandbox()))
            .filter(sandbox -> counts(sandbox, walk))
            .toList();
    var unexplained =
        absentees.stream().filter(sandbox -> sandbox.running() && !past(sandbox, walk)).toList();
    var running = inventory.living(standing.account()).filter(Sandbox::running).count();
    var shrunk = shrunk(unexplained, running);
    if (shrunk) {
      var reason =
          unexplained.size()
              + " of "
              + running
              + " running sandboxes vanished from the list at once";
      standing.doubt(Freezes.SHRINK, reason);
      freezes.freeze(standing.account(), reason, Freezes.SHRINK);
    } else {
      standing.trust(Freezes.SHRINK);
    }
    var reads = 0;
    for (var sandbox : absentees) {
      inventory.apply(
          standing.account(), new Observation.Absent(sandbox.key().sandbox(), walk.startedAt()));
      if (inventory.absentWalks(sandbox.key()) >= 2 && reads++ < READS) {
        read(sandbox, found);
      }
    }
    return shrunk;
  }

  /** Absence counts for what was there before the walk began and was not heard of since. */
  private static boolean counts(Sandbox sandbox, Walk walk) {
    var before = walk.startedAt().minus(MARGIN);
    var startedAt = sandbox.startedAt();
    return (startedAt == null || startedAt.isBefore(before))
        && sandbox.observedAt().isBefore(before);
  }

  private static boolean past(Sandbox sandbox, Walk walk) {
    var endAt = sandbox.endAt();
    return endAt != null && !endAt.isAfter(walk.startedAt().plus(MARGIN));
  }

  /** Those seen absent for the first time: the old ones were judged when they were new. */
  private boolean shrunk(List<Sandbox> unexplained, long running) {
    var fresh = unexplained.stream().filter(each -> inventory.absentWalks(each.key()) == 0).count();
    return fresh >= suspicion.atLeast() && fresh * 100 > running * suspicion.shrinkPercent();
  }

  /** One that two walks did not show: a 404 proves it gone, a row that the list is wrong. */
  private void read(Sandbox sandbox, Map<String, Integer> found) {
    try {
      switch (standing.api().read(sandbox.key().sandbox())) {
        case Reading.Missing(var asOf) ->
            note(
                inventory.apply(
                    standing.account(), new Observation.NotFound(sandbox.key().sandbox(), asOf)),
                found);
        case Reading.Found(var row, var asOf) -> {
          note(
              inventory.apply(standing.account(), new Observation.Seen(row, Source.READ, asOf)),
              found);
          drifts.open(unlisted(sandbox, asOf));
        }
      }
    } catch (E2bException e) {
      log.debug("absentee not read sandbox={} kind={}", sandbox.key(), e.kind().label());
    }
  }

  private Drift unlisted(Sandbox sandbox, Instant asOf) {
    return new Drift(
        sandbox.key(),
        DriftKind.UNLISTED,
        Source.READ,
        asOf,
        clock.instant(),
        null,
        "a read shows it, two complete walks did not");
  }

  private void note(Change change, Map<String, Integer> found) {
    var drift = change.drift();
    if (drift != null) {
      drifts.repaired(drift);
      found.merge(drift.kind().label(), 1, Integer::sum);
    }
  }
}

package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.inventory.Drift;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Single reads: of sandboxes whose end has passed without a {@code killed}, and of those that an
 * event raised a doubt about. Where many are due a walk is cheaper, and asked for instead.
 */
final class Deadlines {

  /** From the planned end to the first look: E2B's own eviction and the event need a moment. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** More than this many at once make a walk. */
  static final int MANY = 10;

  private final Standing standing;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final InstantSource clock;
  private final Intervals intervals;
  private final Map<SandboxKey, Instant> looked = new HashMap<>();
  private final Set<SandboxKey> waiting = new LinkedHashSet<>();

  Deadlines(Standing standing, Resync.Mirrors mirrors, InstantSource clock, Intervals intervals) {
    this.standing = standing;
    this.inventory = mirrors.inventory();
    this.drifts = mirrors.drifts();
    this.clock = clock;
    this.intervals = intervals;
  }

  /**
   * Reads what is due; true if a walk is wanted instead or besides. However many events raise a
   * doubt about one sandbox, it is read once an interval.
   */
  boolean step(List<SandboxKey> doubted) {
    var now = clock.instant();
    waiting.addAll(doubted);
    var suspects = waiting.stream().filter(key -> due(key, now, intervals.detection())).toList();
    suspects.forEach(waiting::remove);
    var overdue = overdue(now);
    overdue.forEach(this::note);
    settle(now);
    var due =
        overdue.stream()
            .map(Sandbox::key)
            .filter(key -> due(key, now, intervals.births()))
            .toList();
    if (due.size() + suspects.size() > MANY) {
      due.forEach(key -> looked.put(key, now));
      return true;
    }
    var missing = false;
    for (var key : due) {
      looked.put(key, now);
      missing |= read(key, false); // unread, it is due again
    }
    for (var key : suspects) {
      looked.put(key, now);
      missing |= read(key, true); // nobody will name it again
    }
    return missing;
  }

  /** Nothing waits for a clock that was set back. */
  private boolean due(SandboxKey key, Instant now, Duration again) {
    var last = looked.getOrDefault(key, Instant.MIN);
    return last.isAfter(now) || !now.isBefore(last.plus(again));
  }

  private List<Sandbox> overdue(Instant now) {
    var latest = standing.e2bTime(now).minus(GRACE);
    return inventory.runningPast(standing.account(), latest).toList();
  }

  private void note(Sandbox sandbox) {
    var endAt = sandbox.endAt();
    if (endAt != null && !sandbox.observedAt().isBefore(endAt.plus(GRACE))) {
      drifts.open(
          new Drift(
              sandbox.key(),
              DriftKind.OVERDUE,
              sandbox.source(),
              endAt,
              clock.instant(),
              null,
              "running past its end at " + endAt));
    }
  }

  /** What ended, or was extended, is no longer overdue. */
  private void settle(Instant now) {
    var latest = standing.e2bTime(now).minus(GRACE);
    for (var key : drifts.openOf(DriftKind.OVERDUE)) {
      var sandbox = inventory.find(key);
      if (key.account().equals(standing.account())
          && (sandbox == null
              || !sandbox.running()
              || sandbox.endAt() == null
              || !sandbox.endAt().isBefore(latest))) {
        drifts.close(key, DriftKind.OVERDUE);
      }
    }
    looked.keySet().removeIf(key -> forgotten(key, now));
  }

  /** What is not in the mirror may be named again in a moment. */
  private boolean forgotten(SandboxKey key, Instant now) {
    return inventory.find(key) == null && due(key, now, intervals.births());
  }

  /** True if it was not found: then a walk is to confirm it; {@code unread} if no answer came. */
  private boolean read(SandboxKey key, boolean unread) {
    try {
      return switch (standing.api().read(key.sandbox())) {
        case Reading.Missing(var asOf) -> {
          apply(new Observation.NotFound(key.sandbox(), asOf));
          var sandbox = inventory.find(key);
          yield sandbox != null && sandbox.state().exists();
        }
        case Reading.Found(var row, var asOf) -> {
          apply(new Observation.Seen(row, Source.READ, asOf));
          yield false;
        }
      };
    } catch (E2bException e) {
      return unread;
    }
  }

  private void apply(Observation observation) {
    drifts.repaired(inventory.apply(standing.account(), observation));
  }
}

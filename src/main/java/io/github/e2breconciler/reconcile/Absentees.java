package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.inventory.Drift;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one account's walks do not show though it is believed in. Gone is only what two complete
 * walks in a row lack and a read of its own does not find. Safe for many threads.
 */
final class Absentees {

  /** Clocks of nodes and of the API may be this far apart. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  /** Reads at a time; others want to call too. */
  static final int READS = 20;

  /** Reads that tell a sound walk from a short one: what may end unheard between two walks. */
  private static final int MOST_READS = 200;

  /** As many may be left out for a reason, such as a snapshot being taken. */
  private static final int OMITTED = 2;

  private static final Logger log = LoggerFactory.getLogger(Absentees.class);

  private final Standing standing;
  private final Inventory inventory;
  private final DriftLog drifts;
  private final Freezes freezes;
  private final SuspicionSettings suspicion;
  private final Duration again;
  private final InstantSource clock;
  private final Deque<SandboxKey> unread = new ArrayDeque<>();

  Absentees(
      Standing standing,
      Resync.Mirrors mirrors,
      Freezes freezes,
      ReconcileSettings settings,
      InstantSource clock) {
    this.standing = standing;
    this.inventory = mirrors.inventory();
    this.drifts = mirrors.drifts();
    this.freezes = freezes;
    this.suspicion = settings.suspicion();
    this.again = new Intervals(settings.detection()).births();
    this.clock = clock;
  }

  /** What was there before the walk began, was not shown by it and not heard of since. */
  List<Sandbox> of(Walk walk) {
    return inventory
        .unshown(standing.account(), walk.startedAt(), walk.shown()::contains)
        .filter(sandbox -> counts(sandbox, walk))
        .toList();
  }

  private static boolean counts(Sandbox sandbox, Walk walk) {
    var before = walk.startedAt().minus(MARGIN);
    var startedAt = sandbox.startedAt();
    return (startedAt == null || startedAt.isBefore(before))
        && sandbox.observedAt().isBefore(before);
  }

  /**
   * Reads the absentees of a walk whose rows are fewer than E2B counted; returns how many of them
   * have indeed stopped running, or moved ahead of it. It reads no more where there are too many,
   * or where the list is seen to leave out what is there.
   */
  int readLeft(Walk walk, Found found) {
    var absent = of(walk).stream().filter(Sandbox::running).toList();
    var left = 0;
    var omitted = 0;
    for (var sandbox : absent.size() > MOST_READS ? List.<Sandbox>of() : absent) {
      if (hasLeft(walk, sandbox.key(), found)) {
        left++;
      } else if (++omitted > OMITTED) {
        break;
      }
    }
    return left;
  }

  private boolean hasLeft(Walk walk, SandboxKey key, Found found) {
    try {
      var reading = standing.api().read(key.sandbox());
      found.note(inventory.apply(standing.account(), observation(key, reading)));
      return switch (reading) {
        case Reading.Missing _ -> true;
        case Reading.Found(var row, var _) ->
            row.state() == State.PAUSED || row.startedAt().isAfter(walk.startedAt());
      };
    } catch (E2bException e) {
      return false;
    }
  }

  /**
   * Counts the absences of a complete walk. True if so much is absent that something else must be
   * wrong: then the account is frozen, and each absentee is still believed in until a read of its
   * own finds it gone.
   *
   * @param absent of that walk
   */
  boolean count(Walk walk, List<Sandbox> absent, Found found) {
    var unexplained =
        absent.stream()
            .filter(sandbox -> sandbox.running() && !past(sandbox, walk) && !hearsay(sandbox))
            .toList();
    var shrunk = shrunk(unexplained);
    if (shrunk) {
      var reason =
          unexplained.size()
              + " of "
              + inventory.running(standing.account())
              + " running sandboxes vanished from the list at once";
      standing.doubt(Freezes.SHRINK, reason);
      freezes.freeze(standing.account(), reason, Freezes.SHRINK);
    } else {
      standing.trust(Freezes.SHRINK);
    }
    for (var sandbox : absent) {
      var once = new Observation.Absent(sandbox.key().sandbox(), walk.startedAt());
      found.note(inventory.apply(standing.account(), once));
    }
    await(absent.stream().map(Sandbox::key).filter(this::wanted).toList());
    read(found);
    return shrunk;
  }

  private static boolean past(Sandbox sandbox, Walk walk) {
    var endAt = sandbox.endAt();
    return endAt != null && !endAt.isAfter(walk.startedAt().plus(MARGIN));
  }

  /**
   * Whether all that we have of it is events from before we watched. E2B kept them for us, they may
   * tell of what ended long ago, and it did not vanish: no walk has shown it.
   */
  private boolean hearsay(Sandbox sandbox) {
    var since = standing.watchedSince();
    return sandbox.source().event()
        && sandbox.observedAt().isBefore(since == null ? standing.startedAt() : since);
  }

  /** Those seen absent for the first time: the old ones were judged when they were new. */
  private boolean shrunk(List<Sandbox> unexplained) {
    var fresh = unexplained.stream().filter(each -> inventory.absentWalks(each.key()) == 0).count();
    return fresh >= suspicion.atLeast()
        && fresh * 100 > (long) inventory.running(standing.account()) * suspicion.shrinkPercent();
  }

  /** Whether any waits for a second walk; one that only reads show is known to be unlisted. */
  boolean unconfirmed() {
    var unlisted = drifts.openOf(DriftKind.UNLISTED);
    return inventory
        .lacked(standing.account())
        .anyMatch(key -> inventory.absentWalks(key) == 1 && !unlisted.contains(key));
  }

  /** Whether two walks lack it, and it still counts as alive. */
  private boolean wanted(SandboxKey key) {
    var sandbox = inventory.find(key);
    return sandbox != null
        && sandbox.state().exists()
        && inventory.absentWalks(key) >= 2
        && !readLately(sandbox);
  }

  /** A list that leaves it out for minutes is no reason to read it at every walk. */
  private boolean readLately(Sandbox sandbox) {
    var latest = standing.e2bTime(clock.instant()).minus(again);
    return sandbox.source() == Source.READ
        && sandbox.observedAt().isAfter(latest)
        && drifts.openOf(DriftKind.UNLISTED).contains(sandbox.key());
  }

  private synchronized void await(Collection<SandboxKey> keys) {
    unread.clear();
    unread.addAll(keys);
  }

  private synchronized @Nullable SandboxKey next() {
    return unread.pollFirst();
  }

  private synchronized void again(SandboxKey key) {
    unread.addFirst(key);
  }

  private synchronized boolean waiting() {
    return !unread.isEmpty();
  }

  /**
   * Reads a few of those that two walks did not show: a 404 proves one gone, a row that the list is
   * wrong. True if more wait and can be read at once.
   */
  boolean read(Found found) {
    for (var reads = 0; reads < READS; ) {
      var key = next();
      if (key == null) {
        return false;
      }
      if (wanted(key)) {
        reads++;
        if (!read(key, found)) {
          again(key);
          return false;
        }
      }
    }
    return waiting();
  }

  private boolean read(SandboxKey key, Found found) {
    try {
      var reading = standing.api().read(key.sandbox());
      found.note(inventory.apply(standing.account(), observation(key, reading)));
      if (reading instanceof Reading.Found) {
        drifts.open(unlisted(key, reading.asOf()));
      }
      return true;
    } catch (E2bException e) {
      log.debug("absentee not read sandbox={} kind={}", key, e.kind().label());
      return false;
    }
  }

  private static Observation observation(SandboxKey key, Reading reading) {
    return switch (reading) {
      case Reading.Missing(var asOf) -> new Observation.NotFound(key.sandbox(), asOf);
      case Reading.Found(var row, var asOf) -> new Observation.Seen(row, Source.READ, asOf);
    };
  }

  private Drift unlisted(SandboxKey key, Instant asOf) {
    return new Drift(
        key,
        DriftKind.UNLISTED,
        Source.READ,
        asOf,
        clock.instant(),
        null,
        "a read shows it, two complete walks did not");
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A team's records, found by id, and by start time as lists show them, so that a page costs the
 * page and not the fleet.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Roster {

  static final Comparator<SimulatedSandbox> OLDEST_FIRST =
      Comparator.comparing(SimulatedSandbox::startedAt).thenComparing(SimulatedSandbox::id);

  static final Comparator<SimulatedSandbox> NEWEST_FIRST =
      Comparator.comparing(SimulatedSandbox::startedAt)
          .reversed()
          .thenComparing(SimulatedSandbox::id);

  private final Map<SandboxId, SimulatedSandbox> byId = new HashMap<>();
  private final NavigableMap<Instant, NavigableMap<SandboxId, SimulatedSandbox>> listed =
      new TreeMap<>();
  private final Headcount headcount;
  private int running;
  private int listedRunning;

  Roster(Headcount headcount) {
    this.headcount = headcount;
  }

  @Nullable SimulatedSandbox get(SandboxId id) {
    return byId.get(id);
  }

  /** Adds a record, or replaces the one of the same id. */
  void put(SimulatedSandbox sandbox) {
    var before = takeOut(sandbox.id());
    byId.put(sandbox.id(), sandbox);
    running += sandbox.running() ? 1 : 0;
    var shown = sandbox.listed();
    if (shown != null) {
      listedRunning += shown.shownRunning() ? 1 : 0;
      listed.computeIfAbsent(shown.startedAt(), _ -> new TreeMap<>()).put(shown.id(), shown);
    }
    headcount.changed(running, sandbox.running() && startsIn(sandbox, before));
  }

  void remove(SandboxId id) {
    if (takeOut(id) != null) {
      headcount.changed(running, false);
    }
  }

  int size() {
    return byId.size();
  }

  int running() {
    return running;
  }

  /** How many the list shows as running. */
  int listedRunning() {
    return listedRunning;
  }

  /** All records, newest start first, equal starts by id. */
  Stream<SimulatedSandbox> newestFirst() {
    return all().sorted(NEWEST_FIRST);
  }

  /** All records, in no order. */
  Stream<SimulatedSandbox> all() {
    return byId.values().stream();
  }

  /** What the list shows, behind {@code position} in its order; lazily, equal starts by id. */
  Stream<SimulatedSandbox> after(Cursor position) {
    var ordered = position.ascending() ? listed : listed.descendingMap();
    NavigableMap<SandboxId, SimulatedSandbox> same = listed.get(position.startedAt());
    var rest = flat(ordered.tailMap(position.startedAt(), false));
    return same == null
        ? rest
        : Stream.concat(same.tailMap(position.id(), false).values().stream(), rest);
  }

  /** What the list shows, in the order asked for. */
  Stream<SimulatedSandbox> ordered(boolean ascending) {
    return flat(ascending ? listed : listed.descendingMap());
  }

  private @Nullable SimulatedSandbox takeOut(SandboxId id) {
    var sandbox = byId.remove(id);
    if (sandbox == null) {
      return null;
    }
    running -= sandbox.running() ? 1 : 0;
    var shown = sandbox.listed();
    if (shown != null) {
      listedRunning -= shown.shownRunning() ? 1 : 0;
      listed.computeIfPresent(
          shown.startedAt(),
          (_, same) -> {
            same.remove(id);
            return same.isEmpty() ? null : same;
          });
    }
    return sandbox;
  }

  private static boolean startsIn(SimulatedSandbox sandbox, @Nullable SimulatedSandbox before) {
    return before == null || !before.sameRunAs(sandbox);
  }

  private static Stream<SimulatedSandbox> flat(
      NavigableMap<Instant, NavigableMap<SandboxId, SimulatedSandbox>> starts) {
    return starts.values().stream().flatMap(same -> same.values().stream());
  }
}

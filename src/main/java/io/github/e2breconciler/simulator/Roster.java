package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A team's records, found by id and walked by start time, so that a page costs the page and not the
 * fleet.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Roster {

  private final Map<SandboxId, SimulatedSandbox> byId = new HashMap<>();
  private final NavigableMap<Instant, NavigableMap<SandboxId, SimulatedSandbox>> byStart =
      new TreeMap<>();
  private int running;
  private Instant hiddenUntil = Instant.MIN;

  @Nullable SimulatedSandbox get(SandboxId id) {
    return byId.get(id);
  }

  /** Adds a record, or replaces the one of the same id. */
  void put(SimulatedSandbox sandbox) {
    remove(sandbox.id());
    byId.put(sandbox.id(), sandbox);
    byStart.computeIfAbsent(sandbox.startedAt(), _ -> new TreeMap<>()).put(sandbox.id(), sandbox);
    running += sandbox.running() ? 1 : 0;
    hiddenUntil = sandbox.hiddenUntil().isAfter(hiddenUntil) ? sandbox.hiddenUntil() : hiddenUntil;
  }

  void remove(SandboxId id) {
    var sandbox = byId.remove(id);
    if (sandbox == null) {
      return;
    }
    byStart.computeIfPresent(
        sandbox.startedAt(),
        (_, same) -> {
          same.remove(id);
          return same.isEmpty() ? null : same;
        });
    running -= sandbox.running() ? 1 : 0;
  }

  int size() {
    return byId.size();
  }

  int running() {
    return running;
  }

  /** Whether a snapshot may be hiding one of them. */
  boolean mayHide(Instant now) {
    return hiddenUntil.isAfter(now);
  }

  /** All records, newest start first, equal starts by id. */
  Stream<SimulatedSandbox> newestFirst() {
    return flat(byStart.descendingMap());
  }

  /** The records behind {@code position} in its order; lazily, equal starts by id. */
  Stream<SimulatedSandbox> after(Cursor position) {
    var ordered = position.ascending() ? byStart : byStart.descendingMap();
    NavigableMap<SandboxId, SimulatedSandbox> same = byStart.get(position.startedAt());
    var rest = flat(ordered.tailMap(position.startedAt(), false));
    return same == null
        ? rest
        : Stream.concat(same.tailMap(position.id(), false).values().stream(), rest);
  }

  /** All records in the order asked for. */
  Stream<SimulatedSandbox> ordered(boolean ascending) {
    return ascending ? flat(byStart) : newestFirst();
  }

  private static Stream<SimulatedSandbox> flat(
      NavigableMap<Instant, NavigableMap<SandboxId, SimulatedSandbox>> starts) {
    return starts.values().stream().flatMap(same -> same.values().stream());
  }
}

package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.DriftLog.Entry;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The disagreements that a webhook may still announce. Looking one up costs the same however many
 * there are. Not thread-safe.
 */
final class Awaited {

  /** What these show first, a webhook may announce yet. */
  private static final Set<Source> SOURCES = Set.of(Source.FEED, Source.DELIVERY_LOG, Source.LIST);

  /** An event is the same by whichever way it comes, but for rounding. */
  private static final Duration SAME = Duration.ofSeconds(1);

  /** Clocks of nodes, of E2B's API and ours may be this far apart. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Map<SandboxKey, List<Entry>> bySandbox = new HashMap<>();
  private final Deque<Entry> oldestFirst = new ArrayDeque<>();

  /** Whether E2B sends a webhook for it at all: of a paused one that is killed, no event tells. */
  static boolean expects(Change change, Drift drift) {
    var asleep = change.before() != null && change.before().state() == State.PAUSED;
    return expects(drift) && !(drift.kind() == DriftKind.MISSED_KILLED && asleep);
  }

  static boolean expects(Drift drift) {
    return SOURCES.contains(drift.source())
        && switch (drift.kind()) {
          case MISSED_CREATED,
              MISSED_RESUMED,
              MISSED_PAUSED,
              MISSED_KILLED,
              STALE_DEADLINE,
              ZOMBIE ->
              true;
          case STALE_METADATA, OVERDUE, UNLISTED, GHOST -> false;
        };
  }

  void add(Entry entry) {
    bySandbox.computeIfAbsent(entry.drift().key(), _ -> new ArrayList<>(1)).add(entry);
    oldestFirst.addLast(entry);
  }

  /** Takes out what an event announces. */
  List<Entry> takeAnnounced(SandboxKey sandbox, LifecycleEvent event) {
    var announced =
        bySandbox.getOrDefault(sandbox, List.of()).stream()
            .filter(entry -> announces(event, entry.drift()))
            .toList();
    announced.forEach(this::remove);
    return announced;
  }

  /** Takes out what was detected before {@code limit}. */
  List<Entry> takeDetectedBefore(Instant limit) {
    var taken = new ArrayList<Entry>();
    for (var entry = oldestFirst.peekFirst();
        entry != null && entry.drift().detectedAt().isBefore(limit);
        entry = oldestFirst.peekFirst()) {
      oldestFirst.removeFirst();
      if (remove(entry)) { // else it was announced
        taken.add(entry);
      }
    }
    return taken;
  }

  private boolean remove(Entry entry) {
    var entries = bySandbox.get(entry.drift().key());
    if (entries == null || !entries.remove(entry)) {
      return false;
    }
    if (entries.isEmpty()) {
      bySandbox.remove(entry.drift().key());
    }
    return true;
  }

  private static boolean announces(LifecycleEvent event, Drift drift) {
    return switch (drift.kind()) {
          case MISSED_CREATED, ZOMBIE ->
              event instanceof LifecycleEvent.Created || event instanceof LifecycleEvent.Resumed;
          case MISSED_RESUMED -> event instanceof LifecycleEvent.Resumed;
          case MISSED_PAUSED -> event instanceof LifecycleEvent.Paused;
          case MISSED_KILLED -> event instanceof LifecycleEvent.Killed;
          case STALE_DEADLINE -> event instanceof LifecycleEvent.Updated;
          case STALE_METADATA, OVERDUE, UNLISTED, GHOST -> false;
        }
        && fits(event.at(), drift);
  }

  /** Whether that is when it happened: known to the second from an event, bounded from a list. */
  private static boolean fits(Instant at, Drift drift) {
    return drift.source() == Source.LIST
        ? !at.isBefore(drift.happenedAt().minus(MARGIN))
            && !at.isAfter(drift.detectedAt().plus(MARGIN))
        : Duration.between(at, drift.happenedAt()).abs().compareTo(SAME) <= 0;
  }
}

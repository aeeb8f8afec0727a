package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What a team's webhooks were sent in the last seven days, though never more than the newest fifty
 * thousand attempts, which carry their bodies.
 *
 * <p>Guarded by the timeline's lock.
 */
final class DeliveryLog {

  /**
   * The attempts to tell one webhook of one event.
   *
   * @param position of the first of them in the log, which orders groups and never changes
   * @param attempts oldest first, at least one
   */
  record Group(long position, List<DeliveryAttempt> attempts) {}

  private record Entry(long position, DeliveryAttempt attempt) {}

  static final int MOST = 50_000;

  private static final Duration RETENTION = Duration.ofDays(7);

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long added;

  void add(DeliveryAttempt attempt, Instant now) {
    entries.addLast(new Entry(added++, attempt));
    forgetBefore(now.minus(RETENTION));
    if (entries.size() > MOST) {
      entries.removeFirst();
    }
  }

  /** The attempts asked for by event, in the order of the first of each. */
  List<Group> find(DeliveryQuery query, Instant now) {
    forgetBefore(now.minus(RETENTION));
    var byEvent = new LinkedHashMap<String, Group>();
    for (var entry : entries) {
      if (query.asksFor(entry.attempt)) {
        byEvent
            .computeIfAbsent(
                entry.attempt.event().header().id(),
                _ -> new Group(entry.position, new ArrayList<>()))
            .attempts
            .add(entry.attempt);
      }
    }
    return List.copyOf(byEvent.values());
  }

  private void forgetBefore(Instant horizon) {
    for (var oldest = entries.peekFirst();
        oldest != null && oldest.attempt.at().isBefore(horizon);
        oldest = entries.peekFirst()) {
      entries.removeFirst();
    }
  }
}

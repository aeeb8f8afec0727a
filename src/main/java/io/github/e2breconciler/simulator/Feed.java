package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/**
 * A team's events of the last seven days in the order in which they happened, though never more
 * than the newest half a million: a simulator has to fit into a laptop.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Feed {

  static final int MAX_LIMIT = 100;

  static final int MOST = 500_000;

  private static final Duration RETENTION = Duration.ofDays(7);

  private final Deque<LifecycleEvent> events = new ArrayDeque<>();
  private final Duration lag;

  Feed(Duration lag) {
    this.lag = lag;
  }

  void add(LifecycleEvent event) {
    events.addLast(event);
    forgetBefore(event.at().minus(RETENTION));
    if (events.size() > MOST) {
      events.removeFirst();
    }
  }

  int size() {
    return events.size();
  }

  List<LifecycleEvent> page(FeedQuery query, Instant now) {
    forgetBefore(now.minus(RETENTION));
    var visible = now.minus(lag);
    Iterator<LifecycleEvent> order =
        query.ascending() ? events.iterator() : events.descendingIterator();
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(order, 0), false)
        .filter(event -> !event.at().isAfter(visible))
        .filter(event -> query.types().isEmpty() || query.types().contains(event.header().type()))
        .filter(event -> query.sandbox() == null || query.sandbox().equals(event.sandbox()))
        .skip(query.offset())
        .limit(query.limit())
        .toList();
  }

  private void forgetBefore(Instant horizon) {
    for (var oldest = events.peekFirst();
        oldest != null && oldest.at().isBefore(horizon);
        oldest = events.peekFirst()) {
      events.removeFirst();
    }
  }
}

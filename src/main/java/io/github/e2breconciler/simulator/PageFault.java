package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's page meets.
 *
 * @param fault or null for none
 */
record PageFault(FaultyPages pages, @Nullable Fault fault, Instant now) {

  Reply<ListPage> list(Team team, ListQuery query) {
    return pages.list(team, query, fault, now);
  }

  List<LifecycleEvent> events(Team team, FeedQuery query) {
    return pages.feed(team, query, fault, now);
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A team's registered webhooks, what they are owed, and the log of deliveries.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Webhooks {

  /** An event owed to a webhook. */
  record Owed(String webhook, LifecycleEvent event) {}

  private static final int LOG_LIMIT = 10_000;

  private final Map<String, Webhook> registered = new LinkedHashMap<>();
  private final Deque<Owed> owed = new ArrayDeque<>();
  private final Deque<DeliveryAttempt> log = new ArrayDeque<>();
  private final String team;
  private final Timeline timeline;

  Webhooks(String team, Timeline timeline) {
    this.team = team;
    this.timeline = timeline;
  }

  Webhook add(Webhook.Settings settings) {
    var webhook = new Webhook(timeline.ids().uuid(), team, settings, timeline.now());
    registered.put(webhook.id(), webhook);
    return webhook;
  }

  List<Webhook> all() {
    return List.copyOf(registered.values());
  }

  @Nullable Webhook get(String id) {
    return registered.get(id);
  }

  @Nullable Webhook change(String id, UnaryOperator<Webhook.Settings> change) {
    return registered.computeIfPresent(
        id, (_, old) -> new Webhook(id, team, change.apply(old.settings()), old.createdAt()));
  }

  boolean remove(String id) {
    return registered.remove(id) != null;
  }

  void offer(LifecycleEvent event) {
    for (var webhook : registered.values()) {
      if (webhook.wants(event.header().type())) {
        owed.addLast(new Owed(webhook.id(), event));
      }
    }
  }

  /** Hands over what is owed, oldest first, once. */
  List<Owed> takeOwed() {
    var taken = List.copyOf(owed);
    owed.clear();
    return taken;
  }

  void record(DeliveryAttempt attempt) {
    log.addLast(attempt);
    if (log.size() > LOG_LIMIT) {
      log.removeFirst();
    }
  }

  /** The attempts for one webhook, oldest first. */
  List<DeliveryAttempt> attempts(String webhook) {
    var found = new ArrayList<DeliveryAttempt>();
    for (var attempt : log) {
      if (attempt.webhook().equals(webhook)) {
        found.add(attempt);
      }
    }
    return found;
  }
}

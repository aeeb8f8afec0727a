package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A team's registered webhooks, what they are owed, and what they were sent.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Webhooks {

  /** An event owed to a webhook. */
  record Owed(String webhook, LifecycleEvent event) {}

  private final Map<String, Webhook> registered = new LinkedHashMap<>();
  private final Deque<Owed> owed = new ArrayDeque<>();
  private final DeliveryLog log = new DeliveryLog();
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
    log.add(attempt, timeline.now());
  }

  /** The attempts asked for, by event; 404 for a webhook that is not there. */
  Reply<List<DeliveryLog.Group>> deliveries(DeliveryQuery query) {
    return registered.containsKey(query.webhook())
        ? new Reply.Done<>(200, log.find(query, timeline.now()))
        : new Reply.Refused<>(404, "Webhook not found");
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.FailedPage;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookOrder;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The webhook routes of the port in memory, as answers of one team. */
final class SimulatedWebhooks {

  private static final int PAGE = 100;

  private SimulatedWebhooks() {}

  static List<WebhookEntry> all(Team team) {
    return team.webhooks().stream().map(SimulatedWebhooks::entry).toList();
  }

  static WebhookEntry register(Team team, WebhookOrder order) {
    var secret = order.secret();
    if (secret == null) {
      throw new E2bException(Kind.REFUSED, "signatureSecret is missing");
    }
    return entry(
        team.addWebhook(
            new Webhook.Settings(
                order.name(),
                URI.create(order.url()),
                true,
                order.events().stream().sorted().toList(),
                secret)));
  }

  static WebhookEntry change(Team team, String id, WebhookOrder order) {
    @Nullable Webhook changed =
        team.changeWebhook(
            id,
            old ->
                new Webhook.Settings(
                    order.name(),
                    URI.create(order.url()),
                    true,
                    order.events().stream().sorted().toList(),
                    order.secret() == null ? old.secret() : order.secret()));
    if (changed == null) {
      throw new E2bException(Kind.REFUSED, "Webhook not found");
    }
    return entry(changed);
  }

  static FailedPage failed(Team team, String id, Instant since, @Nullable String cursor) {
    var events = new LinkedHashMap<String, LifecycleEvent>();
    for (var attempt : since(team, id, since).reversed()) {
      if (!attempt.succeeded()) {
        events.putIfAbsent(attempt.event().header().id(), attempt.event());
      }
    }
    var from = cursor == null ? 0 : Integer.parseInt(cursor);
    var until = Math.min(from + PAGE, events.size());
    var page = List.copyOf(events.values()).subList(Math.min(from, until), until);
    return new FailedPage(page, until < events.size() ? Integer.toString(until) : null);
  }

  static DeliveryStats stats(Team team, String id, Instant since) {
    var attempts = since(team, id, since);
    var failed = attempts.stream().filter(attempt -> !attempt.succeeded()).count();
    return new DeliveryStats(attempts.size(), failed);
  }

  private static List<DeliveryAttempt> since(Team team, String id, Instant since) {
    return team.attempts(id).stream().filter(attempt -> !attempt.at().isBefore(since)).toList();
  }

  private static WebhookEntry entry(Webhook webhook) {
    var settings = webhook.settings();
    return new WebhookEntry(
        webhook.id(),
        settings.name(),
        settings.url().toString(),
        settings.enabled(),
        Set.copyOf(settings.events()),
        webhook.team());
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.FailedPage;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookOrder;
import java.net.URI;
import java.time.Instant;
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
    var groups = found(team, DeliveryQuery.all(id).since(since).failedAlone());
    var page = DeliveryPage.cut(groups, false, PAGE, cursor);
    if (page == null) {
      throw new E2bException(Kind.REFUSED, "Invalid cursor");
    }
    var events = page.groups().stream().map(group -> group.attempts().getFirst().event()).toList();
    return new FailedPage(events, page.nextCursor());
  }

  static DeliveryStats stats(Team team, String id, Instant since) {
    var groups = found(team, DeliveryQuery.all(id).since(since));
    var attempts = groups.stream().flatMap(group -> group.attempts().stream()).toList();
    var failed = attempts.stream().filter(attempt -> !attempt.succeeded()).count();
    return new DeliveryStats(attempts.size(), failed);
  }

  private static List<DeliveryLog.Group> found(Team team, DeliveryQuery query) {
    return switch (team.deliveries(query)) {
      case Reply.Done<List<DeliveryLog.Group>>(int _, List<DeliveryLog.Group> groups) -> groups;
      case Reply.Refused<List<DeliveryLog.Group>>(int _, String message) ->
          throw new E2bException(Kind.REFUSED, message);
    };
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

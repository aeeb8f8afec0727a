package io.github.e2breconciler.e2b;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A team's webhooks at E2B and what became of their deliveries: the part of the port that touches
 * no sandbox. Accounts without these routes fail with {@link E2bException.Kind#UNSUPPORTED}.
 */
public interface E2bWebhooks {

  /** The team's registered webhooks, other people's too. */
  List<WebhookEntry> webhooks();

  /** Registers a webhook, enabled. Sent once: after a failure it may be there all the same. */
  WebhookEntry register(WebhookOrder order);

  /**
   * Makes a registered webhook what is ordered, enabled.
   *
   * @throws E2bException of kind {@link E2bException.Kind#REFUSED} if it is no longer there
   */
  WebhookEntry change(String webhook, WebhookOrder order);

  /**
   * A stretch of the events of which a delivery failed, newest first; E2B keeps them for 7 days.
   *
   * @param cursor from the page before, or null for the first
   */
  FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor);

  /** How many deliveries there were since then, and how many failed. Retries count. */
  DeliveryStats deliveryStats(String webhook, Instant since);

  /** A registered webhook. {@code team} is empty where the server does not name it. */
  record WebhookEntry(
      String id, String name, String url, boolean enabled, Set<String> events, String team) {
    public WebhookEntry {
      events = Set.copyOf(events);
    }
  }

  /**
   * What a webhook should be.
   *
   * @param events full type names
   * @param secret what E2B is to sign with, or null to leave that as it is
   */
  record WebhookOrder(String name, String url, Set<String> events, @Nullable Secret secret) {
    public WebhookOrder {
      events = Set.copyOf(events);
    }
  }

  /**
   * A page of the delivery log.
   *
   * @param events each once; those whose body cannot be read are left out
   * @param next null on the last page
   */
  record FailedPage(List<LifecycleEvent> events, @Nullable String next) {
    public FailedPage {
      events = List.copyOf(events);
    }
  }

  /** Deliveries of one webhook within a span. */
  record DeliveryStats(long total, long failed) {

    /** From 0 to 1; 0 where there were none. */
    public double failedShare() {
      return total == 0 ? 0 : (double) failed / total;
    }
  }
}

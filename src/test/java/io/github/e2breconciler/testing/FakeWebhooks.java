package io.github.e2breconciler.testing;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bWebhooks;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Webhooks in a map, and a log of what could not be delivered to any of them. Not thread-safe. */
public final class FakeWebhooks implements E2bWebhooks {

  private static final int PAGE = 100;

  private final Consumer<String> log;
  private final Map<String, WebhookEntry> registered = new LinkedHashMap<>();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();
  private final List<LifecycleEvent> failed = new ArrayList<>();
  private final Map<String, E2bException.Kind> troubles = new LinkedHashMap<>();
  private long delivered;
  private E2bException.@Nullable Kind trouble;

  FakeWebhooks(Consumer<String> log) {
    this.log = log;
  }

  /** Somebody registered a webhook, or changed it. */
  public void put(WebhookEntry entry) {
    registered.put(entry.id(), entry);
  }

  /** What a webhook is signed with since we said so, or null. */
  public @Nullable Secret signedWith(String webhook) {
    return secrets.get(webhook);
  }

  /** A delivery failed for good; the log keeps it. */
  public void failedToDeliver(LifecycleEvent event) {
    failed.addFirst(event);
  }

  /** So many deliveries worked. */
  public void delivered(long count) {
    delivered = count;
  }

  /** Every call fails so from now on; null: they work. */
  public void trouble(E2bException.@Nullable Kind kind) {
    trouble = kind;
  }

  /** Statistics and log of one webhook fail so from now on. */
  public void troubleOf(String webhook, E2bException.Kind kind) {
    troubles.put(webhook, kind);
  }

  /** They work again. */
  public void noTroubleOf(String webhook) {
    troubles.remove(webhook);
  }

  @Override
  public List<WebhookEntry> webhooks() {
    begin("webhooks");
    return List.copyOf(registered.values());
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    begin("register");
    return put("w" + (registered.size() + 1), order);
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    begin("change " + webhook);
    return put(webhook, order);
  }

  private WebhookEntry put(String id, WebhookOrder order) {
    var entry = new WebhookEntry(id, order.name(), order.url(), true, order.events(), "");
    registered.put(id, entry);
    if (order.secret() != null) {
      secrets.put(id, order.secret());
    }
    return entry;
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    begin("deliveries " + webhook);
    failFor(webhook);
    var events = failed.stream().filter(event -> !event.at().isBefore(since)).toList();
    var from = cursor == null ? 0 : Integer.parseInt(cursor);
    var until = Math.min(from + PAGE, events.size());
    return new FailedPage(
        events.subList(from, until), until < events.size() ? Integer.toString(until) : null);
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    begin("stats " + webhook);
    failFor(webhook);
    return new DeliveryStats(failed.size() + delivered, failed.size());
  }

  private void failFor(String webhook) {
    var kind = troubles.get(webhook);
    if (kind != null) {
      throw new E2bException(kind, "the routes of " + webhook + " fail");
    }
  }

  private void begin(String call) {
    log.accept(call);
    if (trouble != null) {
      throw new E2bException(trouble, "the webhook routes fail");
    }
  }
}

package io.github.e2breconciler.e2b;

import java.time.Instant;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** The webhook routes over HTTP. */
final class HttpWebhooks implements E2bWebhooks {

  private static final int PAGE_LIMIT = 100; // the most that E2B allows
  private static final MediaType JSON = MediaType.get("application/json");

  private final Calls calls;
  private final Requests requests;
  private final AnswerReader reader;

  HttpWebhooks(Calls calls, Requests requests, AnswerReader reader) {
    this.calls = calls;
    this.requests = requests;
    this.reader = reader;
  }

  @Override
  public List<WebhookEntry> webhooks() {
    var request = requests.to(requests.url("events", "webhooks")).build();
    return calls.call(Operation.WEBHOOKS, request, reader::webhooks);
  }

  @Override
  public WebhookEntry register(WebhookOrder order) {
    var request = requests.to(requests.url("events", "webhooks")).post(body(order)).build();
    return calls.call(Operation.REGISTER, request, reader::registered);
  }

  @Override
  public WebhookEntry change(String webhook, WebhookOrder order) {
    var url = requests.url("events", "webhooks", webhook);
    var request = requests.to(url).patch(body(order)).build();
    return calls.call(Operation.REGISTER, request, reader::changed);
  }

  private static RequestBody body(WebhookOrder order) {
    return RequestBody.create(WebhookJson.write(order), JSON);
  }

  @Override
  public FailedPage failedDeliveries(String webhook, Instant since, @Nullable String cursor) {
    var url =
        requests
            .url("events", "webhooks", webhook, "deliveries")
            .addQueryParameter("limit", Integer.toString(PAGE_LIMIT))
            .addQueryParameter("start", since.toString())
            .addQueryParameter("deliveryStatus", "failed");
    if (cursor != null) {
      url.addQueryParameter("cursor", cursor);
    }
    return calls.call(Operation.DELIVERIES, requests.to(url).build(), reader::failedDeliveries);
  }

  @Override
  public DeliveryStats deliveryStats(String webhook, Instant since) {
    var url =
        requests
            .url("events", "webhooks", webhook, "stats")
            .addQueryParameter("start", since.toString());
    return calls.call(Operation.STATS, requests.to(url).build(), reader::stats);
  }
}

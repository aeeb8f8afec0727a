package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.config.Secret;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry of webhooks. A self-hosted team has none. */
final class WebhookRoutes implements HttpService {

  private final Access access;

  WebhookRoutes(Access access) {
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/events/webhooks", access.toEvents(WebhookRoutes::create))
        .get("/events/webhooks", access.toEvents(WebhookRoutes::list))
        .get("/events/webhooks/{id}", access.toEvents(WebhookRoutes::get))
        .patch("/events/webhooks/{id}", access.toEvents(WebhookRoutes::change))
        .delete("/events/webhooks/{id}", access.toEvents(WebhookRoutes::remove));
  }

  private static void create(Exchange exchange) {
    var body = exchange.body();
    var settings =
        new Webhook.Settings(
            text(body, "name"),
            url(text(body, "url")),
            body.path("enabled").asBoolean(true),
            events(body),
            Secret.of(text(body, "signatureSecret")));
    exchange.send(201, json(exchange.team().addWebhook(settings)));
  }

  private static void list(Exchange exchange) {
    var json = JsonNodeFactory.instance.arrayNode();
    exchange.team().webhooks().forEach(webhook -> json.add(json(webhook)));
    exchange.send(200, json);
  }

  private static void get(Exchange exchange) {
    @Nullable Webhook webhook = exchange.team().webhook(exchange.path("id"));
    answer(exchange, webhook);
  }

  private static void change(Exchange exchange) {
    var body = exchange.body();
    @Nullable Webhook webhook =
        exchange.team().changeWebhook(exchange.path("id"), old -> changed(old, body));
    answer(exchange, webhook);
  }

  private static Webhook.Settings changed(Webhook.Settings old, ObjectNode body) {
    return new Webhook.Settings(
        body.has("name") ? text(body, "name") : old.name(),
        body.has("url") ? url(text(body, "url")) : old.url(),
        body.path("enabled").asBoolean(old.enabled()),
        body.has("events") ? events(body) : old.events(),
        body.has("signatureSecret") ? Secret.of(text(body, "signatureSecret")) : old.secret());
  }

  private static void remove(Exchange exchange) {
    if (exchange.team().removeWebhook(exchange.path("id"))) {
      exchange.sendNothing(200);
    } else {
      answer(exchange, null);
    }
  }

  private static void answer(Exchange exchange, @Nullable Webhook webhook) {
    if (webhook == null) {
      Exchange.refuse(exchange.response(), 404, "Webhook not found");
      return;
    }
    exchange.send(200, json(webhook));
  }

  private static ObjectNode json(Webhook webhook) {
    var settings = webhook.settings();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", webhook.id());
    json.put("teamId", webhook.team());
    json.put("name", settings.name());
    json.put("createdAt", GoTime.text(webhook.createdAt()));
    json.put("url", settings.url().toString());
    json.put("enabled", settings.enabled());
    var events = json.putArray("events");
    settings.events().forEach(events::add);
    return json;
  }

  private static String text(ObjectNode body, String field) {
    var text = body.path(field).asText("");
    if (text.isEmpty()) {
      throw new BadRequestException(field + " is missing");
    }
    return text;
  }

  private static URI url(String text) {
    try {
      var url = new URI(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new BadRequestException("url is not a URL", e);
    }
    throw new BadRequestException("url is not a URL");
  }

  private static List<String> events(ObjectNode body) {
    var events = new ArrayList<String>();
    for (JsonNode event : body.path("events")) {
      events.add(event.asText());
    }
    if (events.isEmpty()) {
      throw new BadRequestException("events is missing");
    }
    return events;
  }
}

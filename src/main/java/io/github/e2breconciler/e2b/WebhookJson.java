package io.github.e2breconciler.e2b;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookEntry;
import io.github.e2breconciler.e2b.E2bWebhooks.WebhookOrder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a registered webhook, and writes what one should be. A signing secret, should one ever be
 * in an answer, is passed over.
 */
final class WebhookJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private @Nullable String id;
  private String name = "";
  private @Nullable String url;
  private @Nullable Boolean enabled;
  private Set<String> events = Set.of();
  private String team = "";

  private WebhookJson() {}

  static @Nullable WebhookEntry read(JsonParser row) throws IOException {
    var webhook = new WebhookJson();
    Json.fields(row, webhook::take);
    return webhook.entry();
  }

  /** The body of a registration or a change; a secret is in it where one is ordered. */
  static byte[] write(WebhookOrder order) {
    var bytes = new ByteArrayOutputStream();
    try (var json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("name", order.name());
      json.writeStringField("url", order.url());
      json.writeBooleanField("enabled", true);
      json.writeArrayFieldStart("events");
      for (var event : new TreeSet<>(order.events())) {
        json.writeString(event);
      }
      json.writeEndArray();
      var secret = order.secret();
      if (secret != null) {
        json.writeStringField("signatureSecret", secret.reveal());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory fails", e);
    }
    return bytes.toByteArray();
  }

  private void take(String field, JsonParser value) throws IOException {
    switch (field) {
      case "id" -> id = Json.text(value);
      case "name" -> name = orEmpty(Json.text(value));
      case "url" -> url = Json.text(value);
      case "enabled" -> enabled = flag(value);
      case "events" -> events = texts(value);
      case "teamId", "teamID" -> team = orEmpty(Json.text(value)); // the docs write both
      default -> value.skipChildren();
    }
  }

  private @Nullable WebhookEntry entry() {
    return id == null || url == null || enabled == null
        ? null
        : new WebhookEntry(id, name, url, enabled, events, team);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable Boolean flag(JsonParser value) throws IOException {
    if (value.currentToken().isBoolean()) {
      return value.getBooleanValue();
    }
    value.skipChildren();
    return null;
  }

  private static Set<String> texts(JsonParser value) throws IOException {
    var texts = new HashSet<String>();
    if (value.currentToken() != JsonToken.START_ARRAY) {
      value.skipChildren();
      return texts;
    }
    while (value.nextToken() != JsonToken.END_ARRAY) {
      String text = Json.text(value);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }
}

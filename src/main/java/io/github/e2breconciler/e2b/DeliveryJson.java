package io.github.e2breconciler.e2b;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.e2breconciler.e2b.E2bWebhooks.DeliveryStats;
import io.github.e2breconciler.e2b.E2bWebhooks.FailedPage;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the delivery log and its statistics. Each event comes with its attempts, and each attempt
 * with the whole body; an event without a failed attempt is passed over, whatever was asked for.
 */
final class DeliveryJson {

  private final EventReader eventReader;
  private final List<LifecycleEvent> events = new ArrayList<>();
  private @Nullable String next;
  private boolean hasData;

  private DeliveryJson(EventReader eventReader) {
    this.eventReader = eventReader;
  }

  static @Nullable FailedPage page(JsonParser object, EventReader eventReader) throws IOException {
    var page = new DeliveryJson(eventReader);
    Json.fields(object, page::take);
    return page.hasData ? new FailedPage(page.events, page.next) : null;
  }

  private void take(String field, JsonParser value) throws IOException {
    switch (field) {
      case "data" -> {
        hasData = value.currentToken() == JsonToken.START_ARRAY;
        each(value, group -> Json.fields(group, this::takeOfGroup));
      }
      case "nextCursor" -> next = emptyToNull(Json.text(value));
      default -> value.skipChildren();
    }
  }

  private void takeOfGroup(String field, JsonParser value) throws IOException {
    if (!field.equals("attempts")) {
      value.skipChildren();
      return;
    }
    var group = new Attempts();
    each(value, attempt -> Json.fields(attempt, group::take));
    var body = group.body;
    @Nullable LifecycleEvent event =
        body == null || !group.failed ? null : eventReader.read(body.getBytes(UTF_8));
    if (event != null) {
      events.add(event);
    }
  }

  /** The attempts of one event: the body is the same in all of them. */
  private static final class Attempts {
    private @Nullable String body;
    private boolean failed;

    private void take(String field, JsonParser value) throws IOException {
      switch (field) {
        case "requestBody" -> body = Json.text(value);
        case "status" -> failed |= "failed".equals(Json.text(value));
        default -> value.skipChildren();
      }
    }
  }

  static @Nullable DeliveryStats stats(JsonParser object) throws IOException {
    var counts = new Counts();
    Json.fields(object, counts::take);
    return counts.total == null || counts.failed == null
        ? null
        : new DeliveryStats(counts.total, counts.failed);
  }

  private static final class Counts {
    private @Nullable Integer total;
    private @Nullable Integer failed;

    private void take(String field, JsonParser value) throws IOException {
      switch (field) {
        case "total" -> total = Json.count(value);
        case "failed" -> failed = Json.count(value);
        default -> value.skipChildren();
      }
    }
  }

  @FunctionalInterface
  private interface ObjectReader {
    void read(JsonParser object) throws IOException;
  }

  private static void each(JsonParser array, ObjectReader reader) throws IOException {
    if (array.currentToken() != JsonToken.START_ARRAY) {
      array.skipChildren();
      return;
    }
    while (array.nextToken() != JsonToken.END_ARRAY) {
      if (array.currentToken() == JsonToken.START_OBJECT) {
        reader.read(array);
      } else {
        array.skipChildren();
      }
    }
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}

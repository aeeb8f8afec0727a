package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The delivery log as E2B's JSON shows it: attempts grouped by event. */
final class DeliveryJson {

  private DeliveryJson() {}

  static ObjectNode page(String team, DeliveryPage page) {
    var json = JsonNodeFactory.instance.objectNode();
    var data = json.putArray("data");
    page.groups().forEach(group -> data.add(group(team, group.attempts())));
    json.put("nextCursor", page.nextCursor());
    return json;
  }

  private static ObjectNode group(String team, List<DeliveryAttempt> attempts) {
    var event = attempts.getFirst().event();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("eventId", event.header().id());
    json.put("eventType", event.header().type());
    json.put("sandboxId", event.sandbox().value());
    var list = json.putArray("attempts");
    attempts.forEach(attempt -> list.add(attempt(team, attempt)));
    return json;
  }

  /** Figures of all of them, and of each hour in which there were any. */
  static ObjectNode statistics(List<DeliveryLog.Group> groups) {
    var attempts = groups.stream().flatMap(group -> group.attempts().stream()).toList();
    var hours =
        attempts.stream()
            .collect(Collectors.groupingBy(DeliveryJson::hour, TreeMap::new, Collectors.toList()));
    var json = JsonNodeFactory.instance.objectNode();
    var buckets = json.putArray("buckets");
    hours.forEach(
        (hour, some) -> addFigures(buckets.addObject().put("timestamp", GoTime.text(hour)), some));
    return addFigures(json, attempts);
  }

  private static Instant hour(DeliveryAttempt attempt) {
    return attempt.at().truncatedTo(ChronoUnit.HOURS);
  }

  private static ObjectNode addFigures(ObjectNode json, List<DeliveryAttempt> attempts) {
    var took = attempts.stream().mapToLong(attempt -> attempt.took().toMillis());
    var summary = took.summaryStatistics();
    json.put("total", attempts.size());
    json.put("failed", attempts.stream().filter(attempt -> !attempt.succeeded()).count());
    json.putObject("durationMs")
        .put("minimum", attempts.isEmpty() ? 0.0 : summary.getMin())
        .put("average", summary.getAverage())
        .put("maximum", attempts.isEmpty() ? 0.0 : summary.getMax());
    return json;
  }

  private static ObjectNode attempt(String team, DeliveryAttempt attempt) {
    var event = attempt.event();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", attempt.id());
    json.put("teamId", team);
    json.put("webhookId", attempt.webhook());
    json.put("eventId", event.header().id());
    json.put("sandboxId", event.sandbox().value());
    json.put("eventType", event.header().type());
    json.put("status", attempt.status().label());
    json.put("durationMs", attempt.took().toMillis());
    json.put("requestBody", attempt.body());
    json.put("requestHeaders", "{\"e2b-signature\":\"[redacted]\"}");
    json.put("requestUrl", attempt.url().toString());
    json.put("errorClass", attempt.errorClass());
    json.put("timestamp", GoTime.text(attempt.at()));
    if (attempt.answer() > 0) {
      json.put("responseHttpStatusCode", attempt.answer());
    }
    return json;
  }
}

package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The delivery log as E2B's JSON shows it: attempts grouped by event. */
final class DeliveryJson {

  private DeliveryJson() {}

  /** The attempts of each event, in the order of the events' first attempts. */
  static List<List<DeliveryAttempt>> groups(List<DeliveryAttempt> attempts) {
    var byEvent = new LinkedHashMap<String, List<DeliveryAttempt>>();
    for (var attempt : attempts) {
      byEvent.computeIfAbsent(attempt.event().header().id(), _ -> new ArrayList<>()).add(attempt);
    }
    return List.copyOf(byEvent.values());
  }

  static ObjectNode group(String team, List<DeliveryAttempt> attempts) {
    var event = attempts.getFirst().event();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("eventId", event.header().id());
    json.put("eventType", event.header().type());
    json.put("sandboxId", event.sandbox().value());
    var list = json.putArray("attempts");
    attempts.forEach(attempt -> list.add(attempt(team, attempt)));
    return json;
  }

  static ObjectNode statistics(List<DeliveryAttempt> attempts) {
    var took = attempts.stream().mapToLong(attempt -> attempt.took().toMillis());
    var summary = took.summaryStatistics();
    var json = JsonNodeFactory.instance.objectNode();
    json.putArray("buckets");
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
    json.put("status", attempt.succeeded() ? "success" : "failed");
    json.put("durationMs", attempt.took().toMillis());
    json.put("requestBody", attempt.body());
    json.put("requestHeaders", "{\"e2b-signature\":\"[redacted]\"}");
    json.put("requestUrl", attempt.url().toString());
    json.put("errorClass", attempt.errorClass());
    json.put("timestamp", GoTime.text(attempt.at()));
    if (attempt.status() > 0) {
      json.put("responseHttpStatusCode", attempt.status());
    }
    return json;
  }
}

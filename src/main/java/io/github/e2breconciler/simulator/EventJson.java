package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event as JSON in its two spellings: webhooks are snake_case and leave empty data out, the feed
 * is camelCase and says null. Inside the data both are snake_case.
 */
final class EventJson {

  private static final Map<String, String> LABELS =
      Map.of(
          EventTypes.CREATED, "create",
          EventTypes.RESUMED, "resume",
          EventTypes.UPDATED, "update",
          EventTypes.PAUSED, "pause",
          EventTypes.KILLED, "kill");

  private EventJson() {}

  static ObjectNode webhook(LifecycleEvent event) {
    var header = event.header();
    var json = opening(event);
    json.put("event_category", category(header.type()));
    json.put("event_label", LABELS.getOrDefault(header.type(), ""));
    var data = data(event);
    if (!data.isEmpty()) {
      json.set("event_data", data);
    }
    json.put("sandbox_id", header.sandbox().value());
    json.put("sandbox_execution_id", execution(event));
    json.put("sandbox_template_id", header.template());
    json.put("sandbox_build_id", header.build());
    json.put("sandbox_team_id", header.team());
    return json;
  }

  static ObjectNode feed(LifecycleEvent event) {
    var header = event.header();
    var json = opening(event);
    json.put("eventCategory", category(header.type()));
    json.put("eventLabel", LABELS.getOrDefault(header.type(), ""));
    var data = data(event);
    json.set("eventData", data.isEmpty() ? JsonNodeFactory.instance.nullNode() : data);
    json.put("sandboxId", header.sandbox().value());
    json.put("sandboxExecutionId", execution(event));
    json.put("sandboxTemplateId", header.template());
    json.put("sandboxBuildId", header.build());
    json.put("sandboxTeamId", header.team());
    return json;
  }

  private static ObjectNode opening(LifecycleEvent event) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", event.header().id());
    json.put("version", "v2");
    json.put("type", event.header().type());
    json.put("timestamp", GoTime.text(event.at()));
    return json;
  }

  private static String category(String type) {
    return LABELS.containsKey(type) ? "lifecycle" : "";
  }

  private static @Nullable String execution(LifecycleEvent event) {
    var execution = event.header().execution();
    return execution == null ? null : execution.value();
  }

  /** Its keys are sorted, as Go sorts those of a map. */
  private static ObjectNode data(LifecycleEvent event) {
    var data = JsonNodeFactory.instance.objectNode();
    switch (event) {
      case LifecycleEvent.Killed killed -> {
        addRun(data, killed.run());
        data.put("kill_reason", killed.reason());
        addMetadata(data, event);
      }
      case LifecycleEvent.Paused paused -> {
        addRun(data, paused.run());
        addMetadata(data, event);
      }
      case LifecycleEvent.Updated updated -> {
        addMetadata(data, event);
        var endAt = updated.endAt();
        if (endAt != null) {
          data.put("set_timeout", GoTime.text(endAt));
        }
      }
      case LifecycleEvent.Created _,
          LifecycleEvent.Resumed _,
          LifecycleEvent.Checkpointed _,
          LifecycleEvent.Unrecognised _ ->
          addMetadata(data, event);
    }
    return data;
  }

  private static void addMetadata(ObjectNode data, LifecycleEvent event) {
    var metadata = event.header().metadata();
    if (metadata != null) {
      new TreeMap<>(metadata).forEach(data.putObject("sandbox_metadata")::put);
    }
  }

  private static void addRun(ObjectNode data, @Nullable ExecutionRun run) {
    if (run == null) {
      return;
    }
    var execution = data.putObject("execution");
    var ran = run.ran();
    if (ran != null) {
      execution.put("execution_time", ran.toMillis());
    }
    var size = run.size();
    if (size != null) {
      execution.put("memory_mb", size.memoryMib());
    }
    var startedAt = run.startedAt();
    if (startedAt != null) {
      execution.put("started_at", GoTime.text(startedAt));
    }
    if (size != null) {
      execution.put("vcpu_count", size.vcpus());
    }
  }
}

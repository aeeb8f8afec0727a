package io.github.e2breconciler.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** From an event to a body. */
final class EventWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private EventWriter(JsonGenerator json) {
    this.json = json;
  }

  /**
   * The event as one JSON object.
   *
   * @param spelling how the outer keys, given in snake_case, are spelled
   */
  static byte[] write(LifecycleEvent event, UnaryOperator<String> spelling) {
    var body = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(body)) {
      new EventWriter(json).event(event, spelling);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return body.toByteArray();
  }

  private void event(LifecycleEvent event, UnaryOperator<String> spelling) throws IOException {
    var header = event.header();
    var legacyLabel = legacyLabel(event);
    json.writeStartObject();
    json.writeStringField("id", header.id());
    json.writeStringField("version", "v2");
    json.writeStringField("type", header.type());
    json.writeStringField("timestamp", header.at().toString());
    json.writeStringField(
        spelling.apply("event_category"), legacyLabel.isEmpty() ? "" : "lifecycle");
    json.writeStringField(spelling.apply("event_label"), legacyLabel);
    if (hasData(event)) {
      json.writeFieldName(spelling.apply("event_data"));
      data(event);
    }
    json.writeStringField(spelling.apply("sandbox_id"), header.sandbox().value());
    json.writeStringField(
        spelling.apply("sandbox_execution_id"),
        header.execution() == null ? "" : header.execution().value());
    json.writeStringField(spelling.apply("sandbox_template_id"), header.template());
    json.writeStringField(spelling.apply("sandbox_build_id"), header.build());
    json.writeStringField(spelling.apply("sandbox_team_id"), header.team());
    json.writeEndObject();
  }

  /** E2B gives its newer types no legacy pair, and leaves both fields empty for them. */
  private static String legacyLabel(LifecycleEvent event) {
    return switch (event) {
      case LifecycleEvent.Checkpointed _, LifecycleEvent.Unrecognised _ -> "";
      case LifecycleEvent.Created _,
          LifecycleEvent.Resumed _,
          LifecycleEvent.Updated _,
          LifecycleEvent.Paused _,
          LifecycleEvent.Killed _ ->
          EventCodec.label(event);
    };
  }

  private static boolean hasData(LifecycleEvent event) {
    return event.header().metadata() != null
        || switch (event) {
          case LifecycleEvent.Updated(EventHeader _, Instant endAt) -> endAt != null;
          case LifecycleEvent.Paused(EventHeader _, ExecutionRun run) -> run != null;
          case LifecycleEvent.Killed(EventHeader _, ExecutionRun run, var reason) ->
              run != null || !reason.isEmpty();
          case LifecycleEvent.Created _,
              LifecycleEvent.Resumed _,
              LifecycleEvent.Checkpointed _,
              LifecycleEvent.Unrecognised _ ->
              false;
        };
  }

  private void data(LifecycleEvent event) throws IOException {
    json.writeStartObject();
    metadata(event.header().metadata());
    switch (event) {
      case LifecycleEvent.Updated updated -> time("set_timeout", updated.endAt());
      case LifecycleEvent.Paused paused -> execution(paused.run());
      case LifecycleEvent.Killed killed -> {
        execution(killed.run());
        if (!killed.reason().isEmpty()) {
          json.writeStringField("kill_reason", killed.reason());
        }
      }
      case LifecycleEvent.Created _,
          LifecycleEvent.Resumed _,
          LifecycleEvent.Checkpointed _,
          LifecycleEvent.Unrecognised _ -> {}
    }
    json.writeEndObject();
  }

  private void metadata(@Nullable Map<String, String> metadata) throws IOException {
    if (metadata == null) {
      return;
    }
    json.writeObjectFieldStart("sandbox_metadata");
    for (var entry : new TreeMap<>(metadata).entrySet()) { // one event, one form
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private void execution(@Nullable ExecutionRun run) throws IOException {
    if (run == null) {
      return;
    }
    json.writeObjectFieldStart("execution");
    time("started_at", run.startedAt());
    Size size = run.size();
    if (size != null) {
      json.writeNumberField("vcpu_count", size.vcpus());
      json.writeNumberField("memory_mb", size.memoryMib());
    }
    Duration ran = run.ran();
    if (ran != null) {
      json.writeNumberField("execution_time", ran.toMillis());
    }
    json.writeEndObject();
  }

  private void time(String name, @Nullable Instant time) throws IOException {
    if (time != null) {
      json.writeStringField(name, time.toString());
    }
  }
}

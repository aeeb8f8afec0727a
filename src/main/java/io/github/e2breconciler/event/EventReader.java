package io.github.e2breconciler.event;

import io.github.e2breconciler.event.EventCodec.Decoded;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Size;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a body to an event. */
final class EventReader {

  private static final Fields NO_DATA = new Fields(Map.of());

  private EventReader() {}

  static Decoded read(byte[] body) {
    try {
      return event(body, new Fields(StrictJson.object(body)));
    } catch (MalformedException e) {
      return new Decoded.Malformed(e.why());
    }
  }

  private static Decoded event(byte[] body, Fields fields) throws MalformedException {
    Fields given = fields.object("event_data");
    var data = given == null ? NO_DATA : given;
    var header = header(body, fields, data);
    return new Decoded.Event(
        event(header, data), fields.text("sandbox_id"), fields.text("timestamp"));
  }

  private static EventHeader header(byte[] body, Fields fields, Fields data)
      throws MalformedException {
    var sandbox = sandbox(fields);
    var type = type(fields);
    var at = timestamp(fields);
    var id = fields.text("id");
    var execution = fields.text("sandbox_execution_id");
    return new EventHeader(
        id.isEmpty() ? "sha256:" + digest(body) : id,
        type,
        at,
        sandbox,
        execution.isBlank() ? null : new ExecutionId(execution),
        fields.text("sandbox_template_id"),
        fields.text("sandbox_build_id"),
        fields.text("sandbox_team_id"),
        data.textMap("sandbox_metadata"));
  }

  private static SandboxId sandbox(Fields fields) throws MalformedException {
    var text = fields.text("sandbox_id");
    if (text.isEmpty()) {
      throw new MalformedException("sandbox id is missing");
    }
    if (!SandboxId.valid(text)) {
      throw new MalformedException("sandbox id is not an id");
    }
    return new SandboxId(text);
  }

  /** Category and label count only without a type: senders disagree on the label's tense. */
  private static String type(Fields fields) throws MalformedException {
    var type = fields.text("type");
    if (!type.isBlank()) {
      return type;
    }
    var category = fields.text("event_category");
    var label = fields.text("event_label");
    if (category.isBlank() || label.isBlank()) {
      throw new MalformedException("type is missing");
    }
    String known = EventTypes.ofLabel(label);
    return known == null ? "sandbox." + category + "." + label : known;
  }

  private static Instant timestamp(Fields fields) throws MalformedException {
    if (fields.text("timestamp").isEmpty()) {
      throw new MalformedException("timestamp is missing");
    }
    Instant at = fields.time("timestamp");
    if (at == null) {
      throw new MalformedException("timestamp is not an RFC 3339 time");
    }
    return at;
  }

  private static LifecycleEvent event(EventHeader header, Fields data) {
    return switch (header.type()) {
      case EventTypes.CREATED -> new LifecycleEvent.Created(header);
      case EventTypes.RESUMED -> new LifecycleEvent.Resumed(header);
      case EventTypes.UPDATED -> new LifecycleEvent.Updated(header, data.time("set_timeout"));
      case EventTypes.CHECKPOINTED -> new LifecycleEvent.Checkpointed(header);
      case EventTypes.PAUSED -> new LifecycleEvent.Paused(header, run(data));
      case EventTypes.KILLED ->
          new LifecycleEvent.Killed(header, run(data), data.text("kill_reason"));
      default -> new LifecycleEvent.Unrecognised(header);
    };
  }

  private static @Nullable ExecutionRun run(Fields data) {
    Fields execution = data.object("execution");
    if (execution == null) {
      return null;
    }
    Long ranMillis = execution.count("execution_time");
    return new ExecutionRun(
        execution.time("started_at"),
        size(execution),
        ranMillis == null ? null : Duration.ofMillis(ranMillis));
  }

  private static @Nullable Size size(Fields execution) {
    Long vcpus = execution.count("vcpu_count");
    Long memoryMib = execution.count("memory_mb");
    if (vcpus == null || memoryMib == null || Math.max(vcpus, memoryMib) > Integer.MAX_VALUE) {
      return null;
    }
    return new Size(vcpus.intValue(), memoryMib.intValue());
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}

package io.github.e2breconciler.e2b;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.State;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sandbox of the list or of a single read.
 *
 * <p>Tolerant of what is new (fields, states), strict about what a kill would rest on: without id,
 * template, start, end or with metadata that cannot be read, a row is no row. Whatever else E2B
 * sends, credentials among it, is passed over.
 */
final class SandboxJson {

  private static final int YEAR_DIGITS = 4;

  /** Nothing ran at E2B before. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  private @Nullable SandboxId sandbox;
  private State state = State.UNKNOWN;
  private @Nullable String template;
  private @Nullable Map<String, String> metadata = Map.of();
  private @Nullable Instant startedAt;
  private @Nullable Instant endAt;
  private @Nullable Integer vcpus;
  private @Nullable Integer memoryMib;

  private SandboxJson() {}

  static @Nullable SandboxRow read(JsonParser row) throws IOException {
    var sandbox = new SandboxJson();
    Json.fields(row, sandbox::take);
    return sandbox.row();
  }

  private void take(String name, JsonParser value) throws IOException {
    switch (name) {
      case "sandboxID" -> sandbox = id(Json.text(value));
      case "state" -> state = state(Json.text(value));
      case "templateID" -> template = Json.text(value);
      case "metadata" -> metadata = metadata(value);
      case "startedAt" -> startedAt = instant(Json.text(value));
      case "endAt" -> endAt = instant(Json.text(value));
      case "cpuCount" -> vcpus = Json.count(value);
      case "memoryMB" -> memoryMib = Json.count(value);
      default -> value.skipChildren();
    }
  }

  /** A start before there was E2B is the zero time of a server that does not know it. */
  private @Nullable SandboxRow row() {
    if (sandbox == null
        || template == null
        || metadata == null
        || startedAt == null
        || startedAt.isBefore(FIRST)
        || endAt == null) {
      return null;
    }
    var size = vcpus == null || memoryMib == null ? null : new Size(vcpus, memoryMib);
    return new SandboxRow(sandbox, state, template, metadata, startedAt, endAt, size);
  }

  private static @Nullable SandboxId id(@Nullable String text) {
    return text != null && SandboxId.valid(text) ? new SandboxId(text) : null;
  }

  private static State state(@Nullable String text) {
    return switch (text) {
      case "running" -> State.RUNNING;
      case "paused" -> State.PAUSED;
      case null, default -> State.UNKNOWN;
    };
  }

  /** A time with a year of four digits, as RFC 3339 has it; null where it is none. */
  private static @Nullable Instant instant(@Nullable String text) {
    if (text == null || text.indexOf('-') != YEAR_DIGITS) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Strings, with numbers and booleans as their text: {@code "keep": true} protects as well. Null
   * when there is a value that no text stands for, since an owner or a protection might be in it.
   */
  private static @Nullable Map<String, String> metadata(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return Map.of();
    }
    if (value.currentToken() != JsonToken.START_OBJECT) {
      value.skipChildren();
      return null;
    }
    var metadata = new HashMap<String, String>();
    var readable = new boolean[] {true};
    Json.fields(
        value,
        (key, item) -> {
          if (item.currentToken().isScalarValue()) {
            metadata.put(key, item.getText());
          } else {
            item.skipChildren();
            readable[0] = false;
          }
        });
    return readable[0] ? metadata : null;
  }
}

package io.github.e2breconciler.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.inventory.Belief.Absence;
import io.github.e2breconciler.inventory.Belief.Deadline;
import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.inventory.Belief.Hearing;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored form of a belief: JSON in which whatever was never said is left out. */
final class BeliefCodec {

  private static final ObjectMapper JSON = new ObjectMapper();

  private BeliefCodec() {}

  static String encode(Belief belief) {
    var node = JSON.createObjectNode();
    var runs = node.putArray("runs");
    for (var execution : belief.executions()) {
      var run = runs.addObject();
      put(run, "id", execution.id());
      put(run, "started", execution.startedAt());
      put(run, "first", execution.firstHeardAt());
      put(run, "alive", execution.aliveAt());
      put(run, "ended", execution.endedAt());
      run.put("killed", execution.killed());
      put(run, "reason", execution.killReason());
    }
    if (belief.row() != null) {
      encode(node.putObject("row"), belief.row());
    }
    encode(node, belief.details());
    if (belief.deadline() != null) {
      put(node, "deadline", belief.deadline().endAt());
      put(node, "deadlineAt", belief.deadline().at());
    }
    var absence = belief.absence();
    if (absence.walks() > 0) {
      node.put("absentWalks", absence.walks());
      put(node, "absentSince", absence.since());
    }
    put(node, "notFoundAt", absence.notFoundAt());
    put(node, "provenGoneAt", belief.provenGoneAt());
    if (belief.heard() != null) {
      put(node, "heardAt", belief.heard().at());
      put(node, "heardBy", belief.heard().source());
    }
    return node.toString();
  }

  /**
   * The belief that {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Belief decode(SandboxKey key, String text) {
    try {
      var node = JSON.readTree(text);
      if (!node.isObject()) {
        throw new IllegalArgumentException("not a JSON object");
      }
      return decode(key, node);
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("not a stored belief of " + key, e);
    }
  }

  private static Belief decode(SandboxKey key, JsonNode node) {
    var runs = new ArrayList<Execution>();
    for (var run : node.path("runs")) {
      var id = text(run, "id");
      runs.add(
          new Execution(
              id == null ? null : new ExecutionId(id),
              instant(run, "started"),
              instant(run, "first"),
              instant(run, "alive"),
              instant(run, "ended"),
              run.path("killed").asBoolean() ? run.path("reason").asText() : null));
    }
    var deadline = instant(node, "deadline");
    var heardBy = text(node, "heardBy");
    return new Belief(
        key,
        runs,
        node.has("row") ? row(key, node.path("row")) : null,
        details(node),
        deadline == null ? null : new Deadline(deadline, instant(node, "deadlineAt", Instant.MIN)),
        new Absence(
            node.path("absentWalks").asInt(0),
            instant(node, "absentSince", Instant.MAX),
            instant(node, "notFoundAt", Instant.MIN)),
        instant(node, "provenGoneAt"),
        heardBy == null
            ? null
            : new Hearing(instant(node, "heardAt", Instant.MIN), Source.valueOf(heardBy)));
  }

  private static void encode(ObjectNode node, Seen seen) {
    var row = seen.row();
    put(node, "by", seen.source());
    put(node, "asOf", seen.asOf());
    put(node, "state", row.state());
    node.put("template", row.template());
    put(node, "started", row.startedAt());
    put(node, "end", row.endAt());
    encode(node, row.size());
    encode(node, row.metadata());
  }

  private static Seen row(SandboxKey key, JsonNode node) {
    return new Seen(
        new SandboxRow(
            key.sandbox(),
            State.valueOf(node.path("state").asText()),
            node.path("template").asText(),
            metadata(node),
            instant(node, "started", Instant.MIN),
            instant(node, "end", Instant.MIN),
            size(node)),
        Source.valueOf(node.path("by").asText()),
        instant(node, "asOf", Instant.MIN));
  }

  private static void encode(ObjectNode node, Details details) {
    node.put("template", details.template());
    put(node, "templateAt", details.templateAt());
    encode(node, details.metadata());
    put(node, "metadataAt", details.metadataAt());
    encode(node, details.size());
    put(node, "sizeAt", details.sizeAt());
  }

  private static Details details(JsonNode node) {
    return new Details(
        node.path("template").asText(),
        instant(node, "templateAt", Instant.MIN),
        metadata(node),
        instant(node, "metadataAt", Instant.MIN),
        size(node),
        instant(node, "sizeAt", Instant.MIN));
  }

  private static void encode(ObjectNode node, @Nullable Size size) {
    if (size != null) {
      node.put("vcpus", size.vcpus()).put("memoryMib", size.memoryMib());
    }
  }

  private static @Nullable Size size(JsonNode node) {
    return node.has("vcpus")
        ? new Size(node.path("vcpus").asInt(), node.path("memoryMib").asInt())
        : null;
  }

  private static void encode(ObjectNode node, Map<String, String> metadata) {
    var entries = node.putObject("metadata");
    metadata.forEach(entries::put);
  }

  private static Map<String, String> metadata(JsonNode node) {
    var metadata = new LinkedHashMap<String, String>();
    node.path("metadata")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
    return metadata;
  }

  private static void put(ObjectNode node, String key, @Nullable Object value) {
    if (value != null && !value.equals(Instant.MIN) && !value.equals(Instant.MAX)) {
      node.put(key, value.toString());
    }
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.has(key) ? node.path(key).asText() : null;
  }

  private static @Nullable Instant instant(JsonNode node, String key) {
    return node.has(key) ? Instant.parse(node.path(key).asText()) : null;
  }

  private static Instant instant(JsonNode node, String key, Instant missing) {
    return node.has(key) ? Instant.parse(node.path(key).asText()) : missing;
  }
}

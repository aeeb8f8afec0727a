package io.github.e2breconciler.reap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.e2breconciler.policy.Facts;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.Size;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was known when a sandbox was judged, as JSON for the store and for people. */
final class Evidence {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Evidence() {}

  static String of(Facts facts, Policy policy, String reason) {
    var sandbox = facts.sandbox();
    var node = JSON.createObjectNode();
    node.put("policy", policy.name());
    node.put("condition", policy.condition().toString());
    node.put("reason", reason);
    node.put("judgedAt", facts.now().toString());
    node.put("state", sandbox.state().label());
    node.put("template", sandbox.template());
    node.put("startedAt", String.valueOf(sandbox.startedAt()));
    node.put("endAt", String.valueOf(sandbox.endAt()));
    node.put("observedAt", sandbox.observedAt().toString());
    node.put("source", sandbox.source().label());
    node.put("lease", describe(facts.lease()));
    var metadata = node.putObject("metadata");
    sandbox.metadata().forEach(metadata::put);
    if (sandbox.size() != null) {
      node.put("vcpus", sandbox.size().vcpus()).put("memoryMib", sandbox.size().memoryMib());
    }
    return node.toString();
  }

  /** A line of audit with one sentence. */
  static String note(String text) {
    return JSON.createObjectNode().put("note", text).toString();
  }

  /** The metadata that was judged. */
  static Map<String, String> metadata(String evidence) {
    var metadata = new HashMap<String, String>();
    read(evidence)
        .path("metadata")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
    return metadata;
  }

  /** What the policy condemned when it was judged, limits included; null where nobody noted it. */
  static @Nullable String condition(String evidence) {
    return read(evidence).path("condition").asText(null);
  }

  /** The end that was planned when it was judged, or null; also where that is unreadable. */
  static @Nullable Instant endAt(String evidence) {
    try {
      var text = readable(evidence).path("endAt").asText("null");
      return text.equals("null") ? null : Instant.parse(text);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** The size it was judged at, or null; also where that is unreadable. */
  static @Nullable Size size(String evidence) {
    var node = readable(evidence);
    return node.has("vcpus")
        ? new Size(node.path("vcpus").asInt(), node.path("memoryMib").asInt())
        : null;
  }

  /** For what is only shown or counted: the unreadable says nothing. */
  private static JsonNode readable(String evidence) {
    try {
      return read(evidence);
    } catch (IllegalArgumentException _) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode read(String evidence) {
    try {
      return JSON.readTree(evidence);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("stored evidence is not JSON", e);
    }
  }

  static String describe(LeaseState lease) {
    return switch (lease) {
      case LeaseState.Live(var until) -> "live until " + until;
      case LeaseState.Expired(var at) -> "expired at " + at;
      case LeaseState.Never _ -> "never";
      case LeaseState.Unknown(var reason) -> "unknown: " + reason;
    };
  }
}

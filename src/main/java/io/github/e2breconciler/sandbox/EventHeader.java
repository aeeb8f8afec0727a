package io.github.e2breconciler.sandbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every event says.
 *
 * @param id the body's id, the same across retries and in the feed; for a sender that gives none,
 *     {@code sha256:} and the digest of the body in hex
 * @param type the full type name, {@code sandbox.lifecycle.killed}; an open set
 * @param at when the node says it happened, to the nanosecond, by the node's clock
 * @param execution null where the sender gives none
 * @param template empty where the sender gives none, and so are {@code build} and {@code team}
 * @param metadata null where the event carries none, which says nothing of the sandbox's metadata
 */
public record EventHeader(
    String id,
    String type,
    Instant at,
    SandboxId sandbox,
    @Nullable ExecutionId execution,
    String template,
    String build,
    String team,
    @Nullable Map<String, String> metadata) {

  public EventHeader {
    metadata = metadata == null ? null : Map.copyOf(metadata);
  }
}

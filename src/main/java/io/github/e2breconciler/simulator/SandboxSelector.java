package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sandboxes a fault strikes; all conditions must hold, an empty one always does.
 *
 * @param templates template ids; what a plan calls by alias is turned into its id
 * @param metadata pairs that a sandbox must carry
 */
record SandboxSelector(
    Set<SandboxId> sandboxes, Set<String> templates, Map<String, String> metadata) {

  SandboxSelector {
    sandboxes = Set.copyOf(sandboxes);
    templates = Set.copyOf(templates);
    metadata = Map.copyOf(metadata);
  }

  static SandboxSelector all() {
    return new SandboxSelector(Set.of(), Set.of(), Map.of());
  }

  static SandboxSelector read(ConfigReader in) {
    var ids = in.texts("sandboxes", List.of());
    for (var id : ids) {
      if (!SandboxId.valid(id)) {
        in.problem("sandboxes", "has an id that is none: " + id);
      }
    }
    return new SandboxSelector(
        ids.stream().filter(SandboxId::valid).map(SandboxId::new).collect(Collectors.toSet()),
        in.texts("templates", List.of()).stream().map(Templates::id).collect(Collectors.toSet()),
        in.metadata("metadata", Map.of()));
  }

  boolean everything() {
    return sandboxes.isEmpty() && templates.isEmpty() && metadata.isEmpty();
  }

  /** Whether it is meant; a call about no sandbox is only where everything is. */
  boolean selects(@Nullable SimulatedSandbox sandbox) {
    if (sandbox == null) {
      return everything();
    }
    var spec = sandbox.spec();
    return selects(sandbox.id(), spec.template(), spec.metadata());
  }

  boolean selects(EventHeader header) {
    var carried = Objects.requireNonNullElse(header.metadata(), Map.<String, String>of());
    return selects(header.sandbox(), Objects.requireNonNullElse(header.template(), ""), carried);
  }

  private boolean selects(SandboxId sandbox, String template, Map<String, String> carried) {
    return (sandboxes.isEmpty() || sandboxes.contains(sandbox))
        && (templates.isEmpty() || templates.contains(template))
        && carried.entrySet().containsAll(metadata.entrySet());
  }
}

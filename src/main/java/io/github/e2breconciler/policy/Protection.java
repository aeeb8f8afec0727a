package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is never ended, whatever a policy says.
 *
 * @param metadata any one entry of which protects
 * @param templates base templates by id
 */
public record Protection(
    Map<String, String> metadata, Set<String> templates, Set<SandboxId> sandboxes) {

  public Protection {
    metadata = Map.copyOf(metadata);
    templates = Set.copyOf(templates);
    sandboxes = Set.copyOf(sandboxes);
  }

  /** Reads the section {@code protect}. */
  public static Protection read(ConfigReader in) {
    var sandboxes = new LinkedHashSet<SandboxId>();
    for (var id : in.texts("sandboxes", List.of())) {
      if (SandboxId.valid(id)) {
        sandboxes.add(new SandboxId(id));
      } else {
        in.problem("sandboxes", "has what is not a sandbox id: " + id);
      }
    }
    return new Protection(
        in.metadata("metadata", Map.of("keep", "true")),
        Set.copyOf(in.texts("templates", List.of())),
        sandboxes);
  }

  /** Why the sandbox is protected, or null if it is not. */
  public @Nullable String reasonFor(Sandbox sandbox) {
    if (sandboxes.contains(sandbox.key().sandbox())) {
      return "protected by id";
    }
    if (templates.contains(sandbox.template())) {
      return "protected by template " + sandbox.template();
    }
    for (var entry : metadata.entrySet()) {
      if (entry.getValue().equals(sandbox.metadata().get(entry.getKey()))) {
        return "protected by metadata " + entry.getKey();
      }
    }
    return null;
  }
}

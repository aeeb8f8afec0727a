package io.github.e2breconciler.policy;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sandboxes a policy is about; all that is said must hold, and nothing said matches all.
 *
 * @param account null for any
 * @param templates base templates by id; empty for any
 * @param metadata the values that a key may have
 * @param present keys that must be there, whatever their value
 */
public record Match(
    @Nullable AccountId account,
    Set<String> templates,
    Map<String, Set<String>> metadata,
    Set<String> present) {

  /** Matches every sandbox. */
  public static final Match ALL = new Match(null, Set.of(), Map.of(), Set.of());

  public Match {
    templates = Set.copyOf(templates);
    metadata =
        metadata.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    present = Set.copyOf(present);
  }

  /** Whether the sandbox is one of those. What is unknown of it does not match. */
  public boolean matches(Sandbox sandbox) {
    return (account == null || account.equals(sandbox.key().account()))
        && (templates.isEmpty() || templates.contains(sandbox.template()))
        && (present.isEmpty() || sandbox.metadata().keySet().containsAll(present))
        && (metadata.isEmpty() || holdsAll(sandbox));
  }

  private boolean holdsAll(Sandbox sandbox) {
    return metadata.entrySet().stream().allMatch(entry -> holds(entry, sandbox));
  }

  private static boolean holds(Map.Entry<String, Set<String>> entry, Sandbox sandbox) {
    @Nullable String value = sandbox.metadata().get(entry.getKey());
    return value != null && entry.getValue().contains(value);
  }
}

package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.ConfigReader;
import java.util.Map;

/**
 * The proof that a sandbox is ours to judge.
 *
 * @param metadata all of which a sandbox must carry
 */
public record Scope(Map<String, String> metadata) {

  /** Contains nothing. */
  public static final Scope NOTHING = new Scope(Map.of());

  public Scope {
    metadata = Map.copyOf(metadata);
  }

  /** Reads the section {@code scope} of an account. */
  public static Scope read(ConfigReader in) {
    return new Scope(in.metadata("metadata", Map.of()));
  }

  /** Whether a sandbox with this metadata is ours; an empty scope contains nothing. */
  public boolean contains(Map<String, String> of) {
    return !metadata.isEmpty() && of.entrySet().containsAll(metadata.entrySet());
  }

  /** Whether a sandbox can be in both: unless one is empty, or a key has another value in each. */
  public boolean overlaps(Scope other) {
    return !metadata.isEmpty()
        && !other.metadata.isEmpty()
        && metadata.entrySet().stream()
            .allMatch(entry ->
                entry
                    .getValue()
                    .equals(other.metadata.getOrDefault(entry.getKey(), entry.getValue())));
  }
}

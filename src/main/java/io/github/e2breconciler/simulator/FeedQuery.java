package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of the event feed is asked for.
 *
 * @param offset how many matching events to pass over
 * @param limit 1 to 100
 * @param ascending oldest first instead of newest
 * @param types full type names to keep, or empty for all
 * @param sandbox the one whose events to keep, or null for all
 */
public record FeedQuery(
    int offset, int limit, boolean ascending, Set<String> types, @Nullable SandboxId sandbox) {

  public FeedQuery {
    types = Set.copyOf(types);
  }

  /** The newest {@code limit} events of the team. */
  public static FeedQuery newest(int limit) {
    return new FeedQuery(0, limit, false, Set.of(), null);
  }
}

package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * What an observation did to the mirror.
 *
 * @param before null if the sandbox was unknown
 * @param drift the disagreement it repaired, or null
 * @param suspect why the sandbox should be read soon, or null
 */
public record Change(
    @Nullable Sandbox before, Sandbox after, @Nullable Drift drift, @Nullable Suspect suspect) {

  /** Whether this ended something that existed. */
  public boolean ended() {
    return before != null && before.state().exists() && !after.state().exists();
  }
}

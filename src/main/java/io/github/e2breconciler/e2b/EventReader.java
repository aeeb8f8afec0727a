package io.github.e2breconciler.e2b;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** The decoding of one event of the feed. */
@FunctionalInterface
public interface EventReader {

  /**
   * Reads one event.
   *
   * @param json the UTF-8 of one JSON object, as the feed sent it
   * @return null when it is no event that we can use; never throws for what E2B sent
   */
  @Nullable LifecycleEvent read(byte[] json);
}

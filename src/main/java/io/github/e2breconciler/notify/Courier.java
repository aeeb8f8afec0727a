package io.github.e2breconciler.notify;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way to the receiver. */
@FunctionalInterface
public interface Courier {

  /** One attempt at a delivery. */
  record Letter(Map<String, String> headers, String body) {}

  /**
   * Delivers once, and waits for the answer for so long at most.
   *
   * @return null if the receiver took it, else why not in a few words, without what it answered
   */
  @Nullable String deliver(Letter letter, Duration atMost);
}

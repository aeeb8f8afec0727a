package io.github.e2breconciler.http;

import java.time.Duration;

/**
 * How long a client may keep us waiting; only time spent blocked on it counts, not our own work.
 *
 * @param head for the rest of a request's line and headers, once it began
 * @param body for the whole body
 * @param idle for the next request on an open connection
 */
public record Patience(Duration head, Duration body, Duration idle) {

  /** E2B sends a delivery of a kilobyte in one piece; 10 s forgive a very bad line. */
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));
}

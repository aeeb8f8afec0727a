package io.github.e2breconciler.http;

import java.time.Duration;

/**
 * How long a client may keep us waiting; only time spent blocked on it counts, not our own work.
 * Each is a total: a client that sends a byte a second spends its time as one that sends none.
 *
 * @param head for the rest of a request's line and headers, once it began; a TLS handshake included
 * @param body for the whole body
 * @param answer for taking the whole answer off our hands
 * @param idle for the next request on an open connection
 */
public record Patience(Duration head, Duration body, Duration answer, Duration idle) {

  /** E2B sends a delivery of a kilobyte in one piece; 10 s forgive a very bad line. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}

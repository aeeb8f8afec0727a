package io.github.e2breconciler.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** The way of a webhook's bytes to its receiver. Called from many threads. */
@FunctionalInterface
public interface Delivery {

  /**
   * Posts {@code body} and returns the receiver's status.
   *
   * @throws IOException where no answer came
   */
  int post(URI url, Map<String, String> headers, byte[] body) throws IOException;

  /** The same, the body coming byte by byte in {@code over}; at once where no bytes travel. */
  default int postSlowly(URI url, Map<String, String> headers, byte[] body, Duration over)
      throws IOException {
    return post(url, headers, body);
  }

  /** Sends half the body and nothing more; fails when the receiver gives up, or after a while. */
  default int postHalf(URI url, Map<String, String> headers, byte[] body) throws IOException {
    throw new HttpTimeoutException("half of it came, and nothing more");
  }
}

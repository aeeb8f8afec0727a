package io.github.e2breconciler.simulator;

import java.io.IOException;
import java.net.URI;
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
}

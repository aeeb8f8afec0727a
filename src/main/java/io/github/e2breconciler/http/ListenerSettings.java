package io.github.e2breconciler.http;

import io.github.e2breconciler.config.ConfigReader;

/**
 * Where a listener listens.
 *
 * @param port 0 for any free one
 */
public record ListenerSettings(String host, int port) {

  /**
   * Reads {@code host} and {@code port}.
   *
   * @param portVariable the environment variable that stands for the port where it is set
   */
  public static ListenerSettings read(ConfigReader in, String host, int port, String portVariable) {
    in.override("port", portVariable);
    var settings = new ListenerSettings(in.text("host", host), in.count("port", port, 0, 0xFFFF));
    if (settings.host().isBlank()) {
      in.problem("host", "is empty");
    }
    return settings;
  }

  /** The same on another port. */
  public ListenerSettings onPort(int other) {
    return new ListenerSettings(host, other);
  }

  /** Whether only this machine can reach it. A name other than {@code localhost} is not trusted. */
  public boolean loopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}

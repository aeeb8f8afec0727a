package io.github.e2breconciler.http;

import io.github.e2breconciler.config.ConfigReader;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener listens.
 *
 * @param port 0 for any free one
 * @param tls null: plain
 */
public record ListenerSettings(String host, int port, @Nullable TlsFiles tls) {

  /** A plain one. */
  public ListenerSettings(String host, int port) {
    this(host, port, null);
  }

  /**
   * Reads {@code host}, {@code port} and {@code tls}.
   *
   * @param portVariable the environment variable that stands for the port where it is set
   */
  public static ListenerSettings read(ConfigReader in, String host, int port, String portVariable) {
    in.override("port", portVariable);
    var settings =
        new ListenerSettings(
            in.text("host", host),
            in.count("port", port, 0, 0xFFFF),
            TlsFiles.read(in.section("tls")));
    if (settings.host().isBlank()) {
      in.problem("host", "is empty");
    }
    return settings;
  }

  /** The same on another port. */
  public ListenerSettings onPort(int other) {
    return new ListenerSettings(host, other, tls);
  }

  /** What its addresses begin with. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  /** Whether only this machine can reach it. A name other than {@code localhost} is not trusted. */
  public boolean loopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}

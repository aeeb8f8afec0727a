package io.github.e2breconciler.doctor;

import io.github.e2breconciler.http.ListenerSettings;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a listener of ours is reached from this machine. */
final class Ports {

  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]");

  private Ports() {}

  /** The listener's base URL, or null where its port is any free one, so nobody can know. */
  static @Nullable URI local(ListenerSettings listener) {
    if (listener.port() == 0) {
      return null;
    }
    var host = ANY.contains(listener.host()) ? "127.0.0.1" : listener.host();
    var bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create(listener.scheme() + "://" + bracketed + ":" + listener.port());
  }

  /** Whether only this machine can be meant. */
  static boolean isLoopback(URI url) {
    return new ListenerSettings(url.getHost(), 0).loopback();
  }
}

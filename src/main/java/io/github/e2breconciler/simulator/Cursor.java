package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A position in a walk, opaque to clients: URL-safe base64 of start time, id and, for the ascending
 * order, a mark that binds the token to it.
 */
record Cursor(Instant startedAt, SandboxId id, boolean ascending) {

  private static final String SEPARATOR = "__";
  private static final String ASCENDING = "asc";

  static Cursor of(SimulatedSandbox sandbox, boolean ascending) {
    return new Cursor(sandbox.startedAt(), sandbox.id(), ascending);
  }

  String token() {
    var text = GoTime.text(startedAt) + SEPARATOR + id + (ascending ? SEPARATOR + ASCENDING : "");
    return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** The position that {@code token} names, or null where it is no token of this order. */
  static @Nullable Cursor parse(String token, boolean ascending) {
    try {
      var parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split(SEPARATOR, -1);
      var marked = parts.length == 3 && parts[2].equals(ASCENDING);
      if (marked != ascending || (!marked && parts.length != 2)) {
        return null;
      }
      return new Cursor(Instant.parse(parts[0]), new SandboxId(parts[1]), ascending);
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }
}

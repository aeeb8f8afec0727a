package io.github.e2breconciler.admin;

import io.helidon.http.Status;
import java.io.Serial;

/** A request that is answered with an error other than 400. The message is for its sender. */
final class Refused extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Status status;

  Refused(Status status, String message) {
    super(message);
    this.status = status;
  }

  static Refused unknown(String what, String id) {
    return new Refused(Status.NOT_FOUND_404, "unknown " + what + ": " + id);
  }

  Status status() {
    return status;
  }

  String forTheSender() {
    return String.valueOf(getMessage());
  }
}

package io.github.e2breconciler.http;

import java.io.Serial;

/** A request that its sender has to mend: answered 400. The message is for the sender to read. */
public final class BadRequest extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public BadRequest(String message) {
    super(message);
  }

  String forTheSender() {
    return String.valueOf(getMessage());
  }
}

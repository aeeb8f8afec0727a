package io.github.e2breconciler.http;

import java.io.Serial;

/** A listener could not be opened. */
public final class ListenException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  ListenException(String message) {
    super(message);
  }

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.github.e2breconciler.simulator;

import java.io.Serial;

/** The simulator's port could not be had. */
public final class NotListeningException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  NotListeningException(String message) {
    super(message);
  }
}

package io.github.e2breconciler.store;

import java.io.Serial;

/** A page was asked for that follows on a row which is not there, or no longer. */
public final class NoSuchRowException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  NoSuchRowException(String id) {
    super("nothing in this list, or no longer, is called " + id);
  }
}

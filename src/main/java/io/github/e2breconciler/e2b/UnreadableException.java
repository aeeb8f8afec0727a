package io.github.e2breconciler.e2b;

import java.io.IOException;
import java.io.Serial;

/** A body that is not the JSON it should be. Has no cause: the parser's message may quote it. */
final class UnreadableException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean cutOff;

  UnreadableException(String what, boolean cutOff) {
    super(what);
    this.cutOff = cutOff;
  }

  /** Whether it is fit as far as it goes, but ends too early. */
  boolean cutOff() {
    return cutOff;
  }
}

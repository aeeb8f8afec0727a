package io.github.e2breconciler.event;

import java.io.Serial;

/** A body that is no event. The message is for its sender and holds nothing of the body. */
final class MalformedException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  MalformedException(String why) {
    super(why, null, false, false); // forged bodies are cheap to send: no stack
  }

  String why() {
    return String.valueOf(getMessage());
  }
}

package io.github.e2breconciler.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/**
 * The lines of a head, counted as they come. Helidon bounds their bytes and makes several objects
 * of each: of the shortest, a head takes forty times its size, and holds it while it has no end.
 */
final class HeadLines {

  /** E2B sends a dozen; each proxy in between adds a few. */
  static final int MAX = 100;

  private static final Status TOO_LARGE = Status.create(431, "Request Header Fields Too Large");

  private boolean open;
  private boolean empty;
  private int lines;

  /** A request line was read; what follows it may be here already. */
  void begin(BufferData bytes) {
    open = true;
    empty = true;
    lines = 0;
    read(bytes);
  }

  /**
   * Some more of the head, and what follows it.
   *
   * @throws RequestException if it has too many lines
   */
  void read(BufferData bytes) {
    while (open && bytes.available() > 0) {
      read(bytes.read());
    }
  }

  private void read(int next) {
    if (next != '\n') {
      empty &= next == '\r';
      return;
    }
    open = !empty;
    empty = true;
    if (open && ++lines > MAX) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .status(TOO_LARGE)
          .message("more than " + MAX + " lines in a head")
          .setKeepAlive(false)
          .build();
    }
  }
}

package io.github.e2breconciler.http;

import io.helidon.webserver.http.ServerRequest;

/** What requests bring along; the listener bounds it. */
public final class Bodies {

  private Bodies() {}

  /**
   * All of a request's body, empty where it has none.
   *
   * @throws BadRequest if a chunk of it has no size; what is left is no request then, and the
   *     connection ends with the answer
   */
  public static byte[] whole(ServerRequest request) {
    var content = request.content();
    try {
      return content.hasEntity() ? content.as(byte[].class) : new byte[0];
    } catch (NumberFormatException e) { // Helidon's
      throw new BadRequest("the size of a chunk is no number");
    }
  }
}

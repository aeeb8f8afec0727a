package io.github.e2breconciler.webhook;

import java.util.Map;

/**
 * The answer to a delivery.
 *
 * @param status of HTTP
 * @param content what is sent as JSON
 * @param again whether the sender shall try once more, a second later
 * @param opened whether the body was read; what was not read is still to come on its connection
 */
public record Receipt(int status, Object content, boolean again, boolean opened) {

  /** An event that we hold now. */
  static Receipt taken(Taken taken) {
    return new Receipt(200, taken, false, true);
  }

  /** An authentic body that is no event. */
  static Receipt malformed(String why) {
    return new Receipt(400, error(why), false, true);
  }

  /** An event that could not be made durable. */
  static Receipt unavailable() {
    return new Receipt(503, error("Cannot store the event now"), true, true);
  }

  static Receipt unknownAccount() {
    return new Receipt(404, error("Unknown account"), false, false);
  }

  static Receipt overloaded() {
    return new Receipt(503, error("Too many large bodies at once"), true, false);
  }

  /** Nothing that a secret of ours had signed by a version that we know. */
  static Receipt unsigned(String why, boolean opened) {
    return new Receipt(401, error(why), false, opened);
  }

  private static Map<String, String> error(String why) {
    return Map.of("error", why);
  }
}

package io.github.e2breconciler.e2b;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * E2B's error body, {@code {"code":404,"message":"…"}}.
 *
 * @param code 0 where the body is not of that form
 * @param notProvided the message says that this server was set up without the service
 */
record E2bError(int code, boolean notProvided) {

  private static final E2bError NONE = new E2bError(0, false);

  private static final String NOT_PROVIDED = "are not available"; // "Webhooks are not available"

  /** Reads it; a body of another form is no error of E2B's. */
  static E2bError of(byte[] body) {
    try {
      E2bError error = Json.object(body, E2bError::read);
      return error == null ? NONE : error;
    } catch (UnreadableException e) {
      return NONE;
    }
  }

  private static @Nullable E2bError read(JsonParser row) throws IOException {
    var fields = new Fields();
    Json.fields(row, fields::take);
    return fields.code == null || fields.message == null
        ? null
        : new E2bError(fields.code, fields.message.contains(NOT_PROVIDED));
  }

  private static final class Fields {
    private @Nullable Integer code;
    private @Nullable String message;

    private void take(String name, JsonParser value) throws IOException {
      switch (name) {
        case "code" -> code = Json.count(value);
        case "message" -> message = Json.text(value);
        default -> value.skipChildren();
      }
    }
  }
}

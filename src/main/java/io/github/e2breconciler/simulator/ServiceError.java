package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What E2B answers where the service fails or refuses, and not the call: always JSON. */
final class ServiceError {

  static final String WRONG_KEY =
      "Invalid API key, please visit https://e2b.dev/docs/api-key to get one";
  static final String NO_ROUTE = "no matching operation was found";

  private static final Logger log = LoggerFactory.getLogger(ServiceError.class);

  private static final HeaderName RETRY_AFTER = HeaderNames.create("Retry-After");
  private static final HeaderName RATE_LIMIT = HeaderNames.create("RateLimit-Limit");
  private static final HeaderName RATE_REMAINING = HeaderNames.create("RateLimit-Remaining");
  private static final HeaderName RATE_RESET = HeaderNames.create("RateLimit-Reset");
  private static final String CALLS = "100";

  private ServiceError() {}

  /** Lets whatever goes wrong in a route be answered in E2B's words. */
  static void routing(HttpRouting.Builder routing) {
    routing
        .any((_, response) -> Exchange.refuse(response, 404, NO_ROUTE))
        .error(
            HttpException.class,
            (_, response, mistake) ->
                Exchange.refuse(
                    response,
                    mistake.status().code(),
                    Objects.requireNonNullElse(mistake.getMessage(), "bad request")))
        .error(
            RuntimeException.class,
            (request, response, mistake) -> {
              log.error("route failed path={}; answering 500", request.path().path(), mistake);
              send(response, 500, null);
            });
  }

  /**
   * Sends an error of the service.
   *
   * @param retryAfter what the limiter of calls says with its 429, or null for no such headers
   */
  static void send(ServerResponse response, int status, @Nullable Duration retryAfter) {
    var headers = response.headers();
    if (retryAfter != null) {
      var seconds = Long.toString(retryAfter.toSeconds());
      headers.set(RETRY_AFTER, seconds);
      if (status == 429) {
        headers.set(RATE_LIMIT, CALLS);
        headers.set(RATE_REMAINING, "0");
        headers.set(RATE_RESET, seconds);
      }
    }
    response.status(Status.create(status));
    headers.set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(body(status).toString());
  }

  private static ObjectNode body(int status) {
    var json = JsonNodeFactory.instance.objectNode().put("code", status);
    return switch (status) {
      case 401 -> json.put("message", WRONG_KEY);
      case 403 -> json.put("message", "team is blocked");
      case 404 -> json.put("message", NO_ROUTE);
      case 429 -> json.put("message", "Rate limit exceeded");
      case 503 ->
          json.put("message", "Failed to place sandbox: no capacity available, please retry")
              .put("error_code", "sandbox_capacity_unavailable");
      case 504 ->
          json.put("message", "Failed to place sandbox: placement timed out, please retry")
              .put("error_code", "sandbox_placement_timeout");
      default ->
          json.put("message", "Internal server error").put("error_code", "internal_server_error");
    };
  }
}

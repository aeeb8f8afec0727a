package io.github.e2breconciler.simulator;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** E2B's two specifications, and what answers that were held against them came to. */
final class OpenApi {

  private final Map<String, Integer> answers = new TreeMap<>();
  private final Map<String, String> violations = new TreeMap<>();
  private final OpenApiInteractionValidator sandboxes;
  private final OpenApiInteractionValidator events;

  /** Reads {@code openapi-infra.yml} and {@code openapi-events.yml} of a folder. */
  OpenApi(Path folder) {
    this.sandboxes = read(folder.resolve("openapi-infra.yml"));
    this.events = read(folder.resolve("openapi-events.yml"));
  }

  /** Holds an answer against the specification that its path belongs to. */
  void check(String method, String path, HttpResponse<String> answer) {
    var bare = path.replaceFirst("\\?.*", "");
    var route = method + " " + route(bare) + " " + answer.statusCode();
    answers.merge(route, 1, Integer::sum);
    var specification = bare.startsWith("/events") ? events : sandboxes;
    specification
        .validateResponse(bare, Request.Method.valueOf(method), response(answer))
        .getMessages()
        .forEach(message -> violations.put(route + " " + message.getKey(), message.getMessage()));
  }

  /** How often each route was answered with which status. */
  Map<String, Integer> answers() {
    return answers;
  }

  /** What was not as specified: method, route, status and the validator's word; and its text. */
  Map<String, String> violations() {
    return violations;
  }

  private static OpenApiInteractionValidator read(Path file) {
    return OpenApiInteractionValidator.createForSpecificationUrl(file.toUri().toString()).build();
  }

  private static SimpleResponse response(HttpResponse<String> answer) {
    var response = SimpleResponse.Builder.status(answer.statusCode());
    answer.headers().map().forEach(response::withHeader);
    return answer.body().isEmpty() ? response.build() : response.withBody(answer.body()).build();
  }

  private static String route(String path) {
    return path.replaceFirst("(/sandboxes/)(?!metrics$)[^/]+", "$1{id}")
        .replaceFirst("(/webhooks/)[^/]+", "$1{id}")
        .replaceFirst("(/teams/)[^/]+", "$1{id}");
  }
}

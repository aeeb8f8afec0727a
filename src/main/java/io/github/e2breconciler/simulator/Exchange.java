package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated request and its answer. What the client got wrong is thrown as a {@link
 * BadRequestException}, which the server turns into E2B's error body.
 */
final class Exchange {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern PLAIN_ID = Pattern.compile("[a-z0-9]+");

  private final ServerRequest request;
  private final ServerResponse response;
  private final Team team;

  Exchange(ServerRequest request, ServerResponse response, Team team) {
    this.request = request;
    this.response = response;
    this.team = team;
  }

  Team team() {
    return team;
  }

  ServerResponse response() {
    return response;
  }

  /** A page of the list as this request gets it, spoilt where a fault says so. */
  Reply<ListPage> list(ListQuery query) {
    return request
        .context()
        .get(PageFault.class)
        .map(fault -> fault.list(team, query))
        .orElseGet(() -> team.list(query));
  }

  /** A stretch of the feed as this request gets it. */
  List<LifecycleEvent> events(FeedQuery query) {
    return request
        .context()
        .get(PageFault.class)
        .map(fault -> fault.events(team, query))
        .orElseGet(() -> team.events(query));
  }

  String path(String name) {
    return request.path().pathParameters().get(name);
  }

  /** The sandbox of the path, without its client suffix. */
  SandboxId sandbox() {
    var text = path("id");
    if (!isId(text)) {
      throw new BadRequestException("Invalid sandbox ID");
    }
    return new SandboxId(text);
  }

  static boolean isId(String text) {
    return SandboxId.valid(text) && PLAIN_ID.matcher(new SandboxId(text).value()).matches();
  }

  /** The body as an object; empty where there is none. */
  ObjectNode body() {
    var entity = request.content();
    try {
      var bytes = entity.hasEntity() ? entity.inputStream().readAllBytes() : new byte[0];
      if (bytes.length == 0) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
      throw new BadRequestException("request body is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new BadRequestException("request body is not JSON", e);
    } catch (IOException e) {
      throw new BadRequestException("request body could not be read", e);
    }
  }

  /** A parameter of the query, decoded once; null where it is not given. */
  @Nullable String parameter(String name) {
    return request.query().first(name).orElse(null);
  }

  /** A parameter of the query as it was sent; null where it is not given. */
  @Nullable String rawParameter(String name) {
    return request.query().contains(name) ? request.query().getRaw(name) : null;
  }

  List<String> parameters(String name) {
    return request.query().all(name, List::of);
  }

  int number(String name, int fallback, int min, int max) {
    @Nullable String text = parameter(name);
    if (text == null) {
      return fallback;
    }
    try {
      var value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadRequestException(name + " is not a number", e);
    }
    throw new BadRequestException(name + " must be between " + min + " and " + max);
  }

  /** A yes or no, or no where it is not given. */
  boolean flag(String name) {
    return switch (parameter(name)) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadRequestException(name + " must be true or false");
    };
  }

  /** A time in RFC 3339; null where it is not given. */
  @Nullable Instant time(String name) {
    @Nullable String text = parameter(name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadRequestException(name + " is not a time", e);
    }
  }

  /** A time in seconds since 1970. */
  Instant unixTime(String name, Instant fallback) {
    @Nullable String text = parameter(name);
    try {
      var time = text == null ? fallback : Instant.ofEpochSecond(Long.parseLong(text));
      if (!time.isBefore(Instant.EPOCH)) {
        return time;
      }
    } catch (NumberFormatException | DateTimeException e) {
      throw new BadRequestException(name + " is not a time in seconds", e);
    }
    throw new BadRequestException(name + " is negative");
  }

  /** A field of whole seconds, not negative. */
  static Duration seconds(ObjectNode body, String field, Duration fallback) {
    @Nullable JsonNode value = body.get(field);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new BadRequestException(field + " must be a whole number of seconds, at least 0");
    }
    return Duration.ofSeconds(value.intValue());
  }

  void send(int status, JsonNode body) {
    response.status(Status.create(status));
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(body.toString());
  }

  void sendNothing(int status) {
    response.status(Status.create(status)).send();
  }

  /** Sends a done reply as {@code json} shows it, or a refused one as an error. */
  <T> void answer(Reply<T> reply, Function<T, JsonNode> json) {
    switch (reply) {
      case Reply.Done<T>(int status, T value) -> send(status, json.apply(value));
      case Reply.Refused<T>(int status, String message) -> refuse(response, status, message);
    }
  }

  /** Sends a done reply without a body, or a refused one as an error. */
  void answer(Reply<?> reply) {
    switch (reply) {
      case Reply.Done<?>(int status, Object _) -> sendNothing(status);
      case Reply.Refused<?>(int status, String message) -> refuse(response, status, message);
    }
  }

  /** E2B's error body. */
  static void refuse(ServerResponse response, int status, String message) {
    var body = JsonNodeFactory.instance.objectNode().put("code", status).put("message", message);
    response.status(Status.create(status));
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(body.toString());
  }
}

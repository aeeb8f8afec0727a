package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;

import io.github.e2breconciler.sandbox.State;
import io.helidon.http.BadRequestException;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of E2B's list. */
final class ListParameters {

  private ListParameters() {}

  static ListQuery of(Exchange exchange) {
    @Nullable String template = exchange.parameter("template");
    var filter =
        new ListQuery.Filter(
            states(exchange.parameter("state")),
            metadata(exchange),
            startedAfter(exchange),
            template == null ? null : Templates.id(template));
    var limit = exchange.number("limit", ListQuery.MAX_LIMIT, 1, ListQuery.MAX_LIMIT);
    @Nullable String token = exchange.parameter("nextToken");
    var given = token == null || token.isEmpty() ? null : token;
    return new ListQuery(limit, given, ascending(exchange.parameter("order")), filter);
  }

  /**
   * Pairs to match. Beyond the decoding that any query gets, E2B decodes the whole value again, and
   * then each key and value once more; its SDK encodes as often.
   */
  static Map<String, String> metadata(Exchange exchange) {
    @Nullable String raw = exchange.rawParameter("metadata");
    var metadata = new HashMap<String, String>();
    if (raw == null || raw.isEmpty()) {
      return metadata;
    }
    for (var pair : decoded(decoded(raw)).split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals < 0) {
        throw new BadRequestException("metadata is not a list of key=value");
      }
      metadata.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
    }
    return metadata;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("metadata is badly encoded", e);
    }
  }

  private static Set<State> states(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Set.of(State.RUNNING, State.PAUSED);
    }
    var states = EnumSet.noneOf(State.class);
    for (var name : text.split(",", -1)) {
      switch (name) {
        case "running" -> states.add(State.RUNNING);
        case "paused" -> states.add(State.PAUSED);
        default -> throw new BadRequestException("state must be running or paused: " + name);
      }
    }
    return states;
  }

  private static boolean ascending(@Nullable String order) {
    return switch (order) {
      case null -> false;
      case "desc" -> false;
      case "asc" -> true;
      default -> throw new BadRequestException("order must be asc or desc");
    };
  }

  /** E2B keeps microseconds of it. */
  private static @Nullable Instant startedAfter(Exchange exchange) {
    @Nullable Instant time = exchange.time("startedAfter");
    return time == null ? null : time.truncatedTo(MICROS);
  }
}

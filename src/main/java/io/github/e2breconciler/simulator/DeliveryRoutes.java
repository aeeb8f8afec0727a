package io.github.e2breconciler.simulator;

import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log of what webhooks were sent, and its figures. A self-hosted team has neither. */
final class DeliveryRoutes implements HttpService {

  private static final int DEFAULT_LIMIT = 25;
  private static final int MAX_LIMIT = 100;
  private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

  private final World world;
  private final Access access;

  DeliveryRoutes(World world, Access access) {
    this.world = world;
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/events/webhooks/{id}/deliveries", access.toEvents(DeliveryRoutes::page))
        .get("/events/webhooks/{id}/stats", access.toEvents(this::statistics));
  }

  private static void page(Exchange exchange) {
    var limit = exchange.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    var ascending = exchange.flag("orderAsc");
    var query =
        new DeliveryQuery(
            exchange.path("id"),
            exchange.time("start"),
            exchange.time("end"),
            statuses(exchange),
            listed(exchange, "eventType").collect(Collectors.toSet()));
    answer(
        exchange,
        query,
        groups -> {
          var page = DeliveryPage.cut(groups, ascending, limit, exchange.parameter("cursor"));
          if (page == null) {
            throw new BadRequestException("Invalid cursor");
          }
          exchange.send(200, DeliveryJson.page(exchange.team().id(), page));
        });
  }

  private void statistics(Exchange exchange) {
    @Nullable Instant given = exchange.time("start");
    var start = Objects.requireNonNullElseGet(given, () -> world.now().minus(DEFAULT_RANGE));
    var query = DeliveryQuery.all(exchange.path("id")).within(start, exchange.time("end"));
    answer(exchange, query, groups -> exchange.send(200, DeliveryJson.statistics(groups)));
  }

  private static void answer(
      Exchange exchange, DeliveryQuery query, Consumer<List<DeliveryLog.Group>> found) {
    switch (exchange.team().deliveries(query)) {
      case Reply.Done<List<DeliveryLog.Group>>(int _, List<DeliveryLog.Group> groups) ->
          found.accept(groups);
      case Reply.Refused<List<DeliveryLog.Group>>(int status, String message) ->
          Exchange.refuse(exchange.response(), status, message);
    }
  }

  private static Set<DeliveryAttempt.Status> statuses(Exchange exchange) {
    return listed(exchange, "deliveryStatus")
        .map(DeliveryRoutes::status)
        .collect(Collectors.toSet());
  }

  private static DeliveryAttempt.Status status(String label) {
    return Arrays.stream(DeliveryAttempt.Status.values())
        .filter(status -> status.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new BadRequestException("deliveryStatus must be success or failed: " + label));
  }

  /** The values of a parameter that are listed with commas between them. */
  private static Stream<String> listed(Exchange exchange, String name) {
    return exchange.parameters(name).stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .filter(text -> !text.isEmpty());
  }
}

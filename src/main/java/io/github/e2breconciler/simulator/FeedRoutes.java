package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The event feed: of a team, and of one sandbox. A self-hosted team has none. */
final class FeedRoutes implements HttpService {

  private static final int DEFAULT_LIMIT = 10;

  private final Access access;

  FeedRoutes(Access access) {
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/events/sandboxes", access.toEvents(exchange -> page(exchange, null)))
        .get(
            "/events/sandboxes/{id}",
            access.toEvents(exchange -> page(exchange, exchange.sandbox())));
  }

  private static void page(Exchange exchange, @Nullable SandboxId sandbox) {
    var query =
        new FeedQuery(
            exchange.number("offset", 0, 0, Integer.MAX_VALUE),
            exchange.number("limit", DEFAULT_LIMIT, 1, Feed.MAX_LIMIT),
            exchange.flag("orderAsc"),
            Set.copyOf(exchange.parameters("types")),
            sandbox);
    var json = JsonNodeFactory.instance.arrayNode();
    exchange.events(query).forEach(event -> json.add(EventJson.feed(event)));
    exchange.send(200, json);
  }
}

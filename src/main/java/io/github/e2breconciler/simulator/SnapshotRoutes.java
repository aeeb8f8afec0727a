package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;

/** Copies of a running sandbox: forks, and snapshots to keep. */
final class SnapshotRoutes implements HttpService {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_FORKS = 100;

  private final Access access;

  SnapshotRoutes(Access access) {
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/sandboxes/{id}/fork", access.to(SnapshotRoutes::fork))
        .post("/sandboxes/{id}/snapshots", access.to(SnapshotRoutes::snapshot));
  }

  private static void fork(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var body = exchange.body();
    var count = body.path("count").asInt(1);
    if (count < 1 || count > MAX_FORKS) {
      throw new BadRequestException("count must be between 1 and " + MAX_FORKS);
    }
    var timeout = Exchange.seconds(body, "timeout", DEFAULT_TIMEOUT);
    exchange.answer(exchange.team().fork(sandbox, count, timeout), SandboxJson::forked);
  }

  private static void snapshot(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var name = exchange.body().path("name").textValue();
    exchange.answer(exchange.team().keepSnapshot(sandbox, name), SnapshotRoutes::json);
  }

  private static ObjectNode json(Snapshots.Snapshot snapshot) {
    var json = JsonNodeFactory.instance.objectNode().put("snapshotID", snapshot.id());
    snapshot.names().forEach(json.putArray("names")::add);
    return json;
  }
}

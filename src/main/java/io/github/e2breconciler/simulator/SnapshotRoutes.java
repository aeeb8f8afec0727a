package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.Set;

/** Copies of a running sandbox: forks, and snapshots to keep. */
final class SnapshotRoutes implements HttpService {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_FORKS = 100;

  private final Access access;
  private final Settling settling;

  SnapshotRoutes(Access access, Settling settling) {
    this.access = access;
    this.settling = settling;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/sandboxes/{id}/fork", access.to(this::fork))
        .post("/sandboxes/{id}/snapshots", access.to(this::snapshot));
  }

  private void fork(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var body = exchange.body();
    var count = body.path("count").asInt(1);
    if (count < 1 || count > MAX_FORKS) {
      throw new BadRequestException("count must be between 1 and " + MAX_FORKS);
    }
    var timeout = Exchange.seconds(body, "timeout", DEFAULT_TIMEOUT);
    var reply = exchange.team().fork(sandbox, count, timeout);
    settling.await(exchange.team(), sandbox, Set.of(Phase.SNAPSHOTTING));
    exchange.answer(reply, SandboxJson::forked);
  }

  private void snapshot(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var name = exchange.body().path("name").textValue();
    var reply = exchange.team().keepSnapshot(sandbox, name);
    settling.await(exchange.team(), sandbox, Set.of(Phase.SNAPSHOTTING));
    exchange.answer(reply, SnapshotRoutes::json);
  }

  private static ObjectNode json(Snapshots.Snapshot snapshot) {
    var json = JsonNodeFactory.instance.objectNode().put("snapshotID", snapshot.id());
    snapshot.names().forEach(json.putArray("names")::add);
    return json;
  }
}

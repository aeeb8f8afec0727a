package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Whether the API is well or, for a client that takes this server for the address of its sandboxes
 * too, whether the one of its header is: 502 where no machine runs. As any traffic, that wakes a
 * paused one that was created so. Neither needs a key.
 */
final class HealthRoutes implements HttpService {

  private static final HeaderName SANDBOX = HeaderNames.create("E2b-Sandbox-Id");

  private final World world;

  HealthRoutes(World world) {
    this.world = world;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/health", this::health);
  }

  private void health(ServerRequest request, ServerResponse response) {
    var sandbox = request.headers().first(SANDBOX).orElse("");
    if (sandbox.isEmpty() || answers(sandbox)) {
      response.status(Status.NO_CONTENT_204).send();
      return;
    }
    response.status(Status.BAD_GATEWAY_502);
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(missing(sandbox).toString());
  }

  private boolean answers(String id) {
    if (!SandboxId.valid(id)) {
      return false;
    }
    var sandbox = new SandboxId(id);
    return world.teams().stream()
        .anyMatch(team ->
            team.get(sandbox) instanceof Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox found)
                && (team.machineRuns(found) || team.touch(sandbox)));
  }

  private static ObjectNode missing(String sandbox) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("sandboxId", sandbox)
        .put("message", "The sandbox was not found")
        .put("code", 502);
  }
}

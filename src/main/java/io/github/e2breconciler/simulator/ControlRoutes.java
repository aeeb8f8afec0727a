package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Routes that E2B does not have: the truth about the world, and ways to break things.
 *
 * <p>{@code GET /simulator/state} counts what is there and, where a fleet lives here, what is in
 * use, leaked, ended of the leaked, and was paused or ended though it was in use.
 *
 * <p>{@code PUT /simulator/faults} takes a plan as the file does, YAML or the same in JSON, or
 * {@code ?preset=NAME} without a body; {@code DELETE} ends it; {@code GET} tells which faults are
 * in force and how often each struck.
 */
final class ControlRoutes implements HttpService {

  private final World world;
  private final WebhookSender sender;
  private final FaultsInForce faults;
  private volatile @Nullable Workload fleet;

  ControlRoutes(World world, WebhookSender sender, FaultsInForce faults) {
    this.world = world;
    this.sender = sender;
    this.faults = faults;
  }

  void tellTruthOf(Workload value) {
    fleet = value;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/simulator/state", (_, response) -> send(response, state()))
        .get("/simulator/faults", (_, response) -> send(response, strikes()))
        .put("/simulator/faults", this::plan)
        .delete("/simulator/faults", (_, response) -> put(FaultPlan.none(), response))
        .post("/simulator/crash/{id}", this::crash);
  }

  private ObjectNode state() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("now", GoTime.text(world.now()));
    var counts = sender.counts();
    json.putObject("webhooks")
        .put("events", counts.events())
        .put("attempts", counts.attempts())
        .put("delivered", counts.delivered())
        .put("lost", counts.lost())
        .put("givenUp", counts.givenUp());
    var teams = json.putArray("teams");
    for (var team : world.teams()) {
      var census = team.census();
      teams
          .addObject()
          .put("team", team.id())
          .put("running", census.running())
          .put("paused", census.paused())
          .put("ghosts", census.ghosts())
          .put("overdue", census.overdue());
    }
    @Nullable Workload living = fleet;
    if (living != null) {
      tell(living.truth(), json.putObject("fleet"));
    }
    return json;
  }

  private static void tell(Truth truth, ObjectNode json) {
    json.put("owned", truth.owned().size())
        .put("leaked", truth.leaked().size())
        .put("leaksEnded", truth.leaksEnded())
        .put("ownedPaused", truth.ownedPaused())
        .put("ownedEnded", truth.ownedEnded());
  }

  private ObjectNode strikes() {
    var json = JsonNodeFactory.instance.objectNode();
    var list = json.putArray("faults");
    faults
        .strikes()
        .forEach((label, count) -> list.addObject().put("fault", label).put("struck", count));
    return json;
  }

  private void plan(ServerRequest request, ServerResponse response) {
    try {
      var preset = request.query().first("preset");
      var plan =
          preset.isPresent()
              ? FaultPlan.preset(preset.get())
              : FaultPlan.parse(new String(request.content().as(byte[].class), UTF_8));
      put(plan, response);
    } catch (ConfigException e) {
      throw new BadRequestException(String.join("; ", e.problems()), e);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(e.getMessage(), e);
    }
  }

  private void put(FaultPlan plan, ServerResponse response) {
    faults.put(plan);
    response.status(Status.NO_CONTENT_204).send();
  }

  private void crash(ServerRequest request, ServerResponse response) {
    var text = request.path().pathParameters().get("id");
    if (!Exchange.isId(text)) {
      throw new BadRequestException("Invalid sandbox ID");
    }
    var sandbox = new SandboxId(text);
    if (world.teams().stream().anyMatch(team -> team.crash(sandbox))) {
      response.status(Status.NO_CONTENT_204).send();
    } else {
      Exchange.refuse(response, 404, "no machine runs for " + sandbox);
    }
  }

  private static void send(ServerResponse response, ObjectNode json) {
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json.toString());
  }
}

package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sandbox routes of E2B's API, in both versions that its clients use. */
final class SandboxRoutes implements HttpService {

  private static final HeaderName NEXT_TOKEN = HeaderNames.create("X-Next-Token");
  private static final HeaderName TOTAL_RUNNING = HeaderNames.create("X-Total-Running");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration DEFAULT_TIMEOUT_V2 = Duration.ofMinutes(5);
  private static final int MAX_REFRESH_SECONDS = 3_600;

  private final Access access;
  private final Settling settling;

  SandboxRoutes(Access access, Settling settling) {
    this.access = access;
    this.settling = settling;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/v2/sandboxes", access.to(this::list))
        .get("/sandboxes", access.to(this::listRunning))
        .post("/v2/sandboxes", access.to(exchange -> create(exchange, DEFAULT_TIMEOUT_V2)))
        .post("/sandboxes", access.to(exchange -> create(exchange, DEFAULT_TIMEOUT)))
        .get("/sandboxes/{id}", access.to(this::get))
        .delete("/sandboxes/{id}", access.to(this::kill))
        .post("/sandboxes/{id}/pause", access.to(this::pause))
        .post("/sandboxes/{id}/resume", access.to(this::resume))
        .post("/sandboxes/{id}/connect", access.to(exchange -> connect(exchange, null)))
        .post(
            "/v2/sandboxes/{id}/connect",
            access.to(exchange -> connect(exchange, DEFAULT_TIMEOUT_V2)))
        .post("/sandboxes/{id}/timeout", access.to(this::setTimeout))
        .post("/sandboxes/{id}/refreshes", access.to(this::refresh));
  }

  private void list(Exchange exchange) {
    switch (exchange.list(ListParameters.of(exchange))) {
      case Reply.Refused<ListPage>(int status, String message) ->
          Exchange.refuse(exchange.response(), status, message);
      case Reply.Done<ListPage>(int status, ListPage page) -> {
        var headers = exchange.response().headers();
        var next = page.nextToken();
        if (next != null) {
          headers.set(NEXT_TOKEN, next);
        }
        var total = page.totalRunning();
        if (total != null) {
          headers.set(TOTAL_RUNNING, total.toString());
        }
        exchange.send(status, SandboxJson.listed(page.rows()));
      }
    }
  }

  /** The deprecated list: everything that runs, on one page. */
  private void listRunning(Exchange exchange) {
    var metadata = ListParameters.metadata(exchange);
    var filter = new ListQuery.Filter(Set.of(State.RUNNING), metadata, null, null);
    var json = JsonNodeFactory.instance.arrayNode();
    var query = ListQuery.after(null).withFilter(filter);
    while (true) {
      var page = exchange.team().list(query).value();
      json.addAll(SandboxJson.listed(page.rows()));
      if (page.nextToken() == null) {
        exchange.send(200, json);
        return;
      }
      query = ListQuery.after(page.nextToken()).withFilter(filter);
    }
  }

  private static void create(Exchange exchange, Duration defaultTimeout) {
    var body = exchange.body();
    var template = body.path("templateID").asText("");
    if (template.isEmpty()) {
      throw new BadRequestException("templateID is missing");
    }
    var onTimeout = body.path("autoPause").asBoolean(false) ? OnTimeout.PAUSE : OnTimeout.KILL;
    var autoResume = body.path("autoResume").path("enabled").asBoolean(false);
    if (autoResume && !body.path("autoPauseMemory").asBoolean(true)) {
      throw new BadRequestException("autoPauseMemory: false cannot be combined with autoResume");
    }
    var timeout = Exchange.seconds(body, "timeout", defaultTimeout);
    var spec =
        NewSandbox.of(Templates.id(template), timeout)
            .withMetadata(metadata(body))
            .withNetwork(body.path("network") instanceof ObjectNode rules ? rules.toString() : "")
            .withLifetime(new NewSandbox.Lifetime(timeout, onTimeout, autoResume, false));
    exchange.answer(exchange.team().create(spec), SandboxJson::started);
  }

  private static Map<String, String> metadata(ObjectNode body) {
    var metadata = new HashMap<String, String>();
    for (var entry : body.path("metadata").properties()) {
      if (!entry.getValue().isTextual()) {
        throw new BadRequestException("metadata." + entry.getKey() + " is not a string");
      }
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
    return metadata;
  }

  private void get(Exchange exchange) {
    exchange.answer(exchange.team().get(exchange.sandbox()), SandboxJson::detail);
  }

  private void kill(Exchange exchange) {
    var sandbox = exchange.sandbox();
    settling.await(exchange.team(), sandbox, Set.of(Phase.PAUSING));
    var reply = exchange.team().kill(sandbox, Asker.API);
    settling.await(exchange.team(), sandbox, Set.of(Phase.KILLING));
    exchange.answer(reply);
  }

  private void pause(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var team = exchange.team();
    var memory = exchange.body().path("memory").asBoolean(true);
    var reply = memory ? team.pause(sandbox, Asker.API) : team.pauseCold(sandbox, Asker.API);
    if (reply.done()) {
      settling.await(team, sandbox, Set.of(Phase.PAUSING));
    }
    exchange.answer(reply);
  }

  private void resume(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var timeout = Exchange.seconds(exchange.body(), "timeout", DEFAULT_TIMEOUT);
    settling.await(exchange.team(), sandbox, Set.of(Phase.PAUSING));
    exchange.answer(exchange.team().resume(sandbox, timeout), SandboxJson::started);
  }

  private void connect(Exchange exchange, @Nullable Duration defaultTimeout) {
    var sandbox = exchange.sandbox();
    var timeout = timeout(exchange.body(), defaultTimeout);
    settling.await(exchange.team(), sandbox, Set.of(Phase.PAUSING, Phase.SNAPSHOTTING));
    exchange.answer(exchange.team().connect(sandbox, timeout), SandboxJson::started);
  }

  private void setTimeout(Exchange exchange) {
    var sandbox = exchange.sandbox();
    exchange.answer(exchange.team().setTimeout(sandbox, timeout(exchange.body(), null)));
  }

  private void refresh(Exchange exchange) {
    var sandbox = exchange.sandbox();
    var duration = Exchange.seconds(exchange.body(), "duration", DEFAULT_TIMEOUT);
    if (duration.toSeconds() > MAX_REFRESH_SECONDS) {
      throw new BadRequestException("duration must be at most " + MAX_REFRESH_SECONDS);
    }
    exchange.answer(exchange.team().refresh(sandbox, duration));
  }

  /** The body's timeout, which must be there where {@code fallback} is null. */
  private static Duration timeout(ObjectNode body, @Nullable Duration fallback) {
    if (fallback == null && !body.hasNonNull("timeout")) {
      throw new BadRequestException("timeout is missing");
    }
    return Exchange.seconds(body, "timeout", fallback == null ? Duration.ZERO : fallback);
  }
}

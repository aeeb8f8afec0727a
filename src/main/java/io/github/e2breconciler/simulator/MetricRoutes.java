package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What E2B measured: of one sandbox, of several, and of a team.
 *
 * <p>A dead machine measures nothing, so those of a crashed sandbox end at its crash, and a paused
 * one has none.
 */
final class MetricRoutes implements HttpService {

  private static final int MAX_IDS = 100;
  private static final int MAX_SAMPLES = 500;
  private static final Duration SAMPLING = Duration.ofSeconds(5);
  private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

  private final World world;
  private final Access access;

  MetricRoutes(World world, Access access) {
    this.world = world;
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/sandboxes/metrics", access.to(this::ofMany))
        .get("/sandboxes/{id}/metrics", access.to(this::ofOne))
        .get("/teams/{team}/metrics", access.to(this::ofTeam))
        .get("/teams/{team}/metrics/max", access.to(this::mostOfTeam));
  }

  private void ofOne(Exchange exchange) {
    switch (exchange.team().get(exchange.sandbox())) {
      case Reply.Refused<SimulatedSandbox>(int status, String message) ->
          Exchange.refuse(exchange.response(), status, message);
      case Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox sandbox) ->
          exchange.send(200, samples(exchange, sandbox));
    }
  }

  private ArrayNode samples(Exchange exchange, SimulatedSandbox sandbox) {
    var range = range(exchange, sandbox.startedAt());
    var json = JsonNodeFactory.instance.arrayNode();
    @Nullable Instant last = exchange.team().measuredUntil(sandbox);
    if (last == null) {
      return json;
    }
    var first = range.start.isBefore(sandbox.startedAt()) ? sandbox.startedAt() : range.start;
    var coarse = Duration.between(first, range.end).dividedBy(MAX_SAMPLES);
    var step = coarse.compareTo(SAMPLING) > 0 ? coarse : SAMPLING;
    for (var at = first; !at.isAfter(range.end) && !at.isAfter(last); at = at.plus(step)) {
      json.add(MetricJson.sandbox(sandbox, at));
    }
    return json;
  }

  private void ofMany(Exchange exchange) {
    var ids = ids(exchange);
    var json = JsonNodeFactory.instance.objectNode();
    var found = json.putObject("sandboxes");
    for (var id : ids) {
      if (SandboxId.valid(id)
          && exchange.team().get(new SandboxId(id))
              instanceof Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox sandbox)) {
        @Nullable Instant last = exchange.team().measuredUntil(sandbox);
        if (last != null) {
          found.set(sandbox.id().value(), MetricJson.sandbox(sandbox, last));
        }
      }
    }
    exchange.send(200, json);
  }

  private static List<String> ids(Exchange exchange) {
    @Nullable String text = exchange.parameter("sandbox_ids");
    if (text == null) {
      throw new BadRequestException("sandbox_ids is missing");
    }
    var ids = List.of(text.split(",", -1));
    if (ids.size() > MAX_IDS || new HashSet<>(ids).size() < ids.size()) {
      throw new BadRequestException("sandbox_ids must name at most " + MAX_IDS + ", each once");
    }
    return ids;
  }

  private void ofTeam(Exchange exchange) {
    if (mayRead(exchange)) {
      var json = JsonNodeFactory.instance.arrayNode();
      steps(exchange).forEach(step -> json.add(MetricJson.team(step)));
      exchange.send(200, json);
    }
  }

  private void mostOfTeam(Exchange exchange) {
    if (!mayRead(exchange)) {
      return;
    }
    var concurrent =
        switch (exchange.parameter("metric")) {
          case "concurrent_sandboxes" -> true;
          case "sandbox_start_rate" -> false;
          case null, default -> throw new BadRequestException("metric is not one of E2B's");
        };
    var most =
        steps(exchange).stream()
            .map(step -> new MetricJson.Maximum(step, concurrent))
            .max(Comparator.comparingDouble(MetricJson.Maximum::value))
            .orElseGet(() -> MetricJson.Maximum.none(world.now()));
    exchange.send(200, most.json());
  }

  private static boolean mayRead(Exchange exchange) {
    if (exchange.team().id().equals(exchange.path("team"))) {
      return true;
    }
    Exchange.refuse(exchange.response(), 403, "You (" + exchange.team().id() + ") are not allowed");
    return false;
  }

  private List<Headcount.Step> steps(Exchange exchange) {
    var range = range(exchange, world.now().minus(DEFAULT_RANGE));
    return exchange.team().headcounts(range.start, range.end);
  }

  private record Range(Instant start, Instant end) {}

  private Range range(Exchange exchange, Instant defaultStart) {
    var now = world.now();
    var start = exchange.unixTime("start", defaultStart);
    var end = exchange.unixTime("end", now);
    if (end.isBefore(start)) {
      throw new BadRequestException("end is before start");
    }
    return new Range(start, end.isAfter(now) ? now : end);
  }
}

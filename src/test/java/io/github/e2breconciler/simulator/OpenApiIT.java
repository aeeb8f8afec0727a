package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every answer of a broad run against E2B's own OpenAPI files, which are not part of this project:
 * {@code -De2b.openapi=FOLDER} names where they are. What E2B answers and does not specify is in
 * {@code openapi-deviations.txt}, each line with its reason, and every line must occur.
 */
@EnabledIfSystemProperty(named = "e2b.openapi", matches = ".+")
final class OpenApiIT {

  private static final String KEY = "e2b_simulator";
  private static final String UNKNOWN = "/sandboxes/iunknown";
  private static final String NO_WEBHOOK = "/events/webhooks/00000000-0000-4000-8000-000000000000";

  private final OpenApi specification =
      new OpenApi(Path.of(Objects.requireNonNull(System.getProperty("e2b.openapi"))));
  private final World world = new World(InstantSource.system(), new SplittableRandom(1));
  private final Team team = world.open(KEY, "team", TeamPlan.pro().withConcurrent(12));
  private final SimulatorServer server = new SimulatorServer(world, new SplittableRandom(2), 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void answersAsSpecifiedButForWhatIsExplained() throws Exception {
    webhooks();
    life();
    snapshots();
    lists();
    metrics();
    feed();
    refusals();

    report();
    assertThat(specification.violations().keySet())
        .as("what is not as specified: %s", specification.violations())
        .containsExactlyInAnyOrderElementsOf(deviations());
  }

  private void webhooks() throws Exception {
    var hook =
        """
        {"name":"n","url":"http://127.0.0.1:9/x","events":["sandbox.lifecycle.killed"],
         "signatureSecret":"a secret","enabled":false}\
        """;
    call("POST", "/events/webhooks", hook);
    call("POST", "/events/webhooks", "{}");
    var webhook = team.webhooks().getFirst();
    var path = "/events/webhooks/" + webhook.id();
    call("GET", "/events/webhooks", null);
    call("GET", path, null);
    call("PATCH", path, "{\"name\":\"other\"}");
    call("PATCH", path, "{\"events\":[]}");
    call("GET", path + "/deliveries", null);
    attempts(webhook);
    for (var query : List.of("", "?limit=1", "?orderAsc=true", "?deliveryStatus=failed")) {
      call("GET", path + "/deliveries" + query, null);
    }
    call("GET", path + "/deliveries?limit=0", null);
    call("GET", path + "/stats", null);
    call("DELETE", path, null);
    call("DELETE", path, null);
    for (var below : List.of("", "/deliveries", "/stats")) {
      call("GET", NO_WEBHOOK + below, null);
    }
    call("PATCH", NO_WEBHOOK, "{\"enabled\":true}");
  }

  /** As though its one event had been sent twice, the first time in vain. */
  private void attempts(Webhook webhook) {
    team.kill(team.create(WorldFixture.spec()).value().id(), Asker.CUSTOMER);
    var event = team.events(FeedQuery.newest(1)).getFirst();
    var body = EventJson.webhook(event).toString();
    for (var status : List.of(503, 200)) {
      team.record(
          new DeliveryAttempt(
              "00000000-0000-4000-8000-000000000" + status,
              webhook.id(),
              event,
              body,
              webhook.settings().url(),
              status,
              status == 200 ? null : "http_error",
              world.now(),
              Duration.ofMillis(status)));
    }
  }

  private void life() throws Exception {
    var body = "{\"templateID\":\"base\",\"timeout\":60,\"metadata\":{\"app\":\"demo\"}}";
    call("POST", "/v2/sandboxes", body);
    var id = "/sandboxes/" + created(call("POST", "/sandboxes", body));
    call("GET", id, null);
    call("GET", id + "-6532622b", null);
    call("POST", id + "/timeout", "{\"timeout\":120}");
    call("POST", id + "/refreshes", "{\"duration\":60}");
    call("POST", id + "/resume", "{}");
    call("POST", id + "/connect", "{\"timeout\":60}");
    call("POST", id + "/pause", "{}");
    call("POST", id + "/pause", "{}");
    call("GET", id, null);
    call("POST", id + "/timeout", "{\"timeout\":120}");
    call("POST", id + "/connect", "{\"timeout\":60}");
    call("POST", id + "/pause", null);
    call("POST", id + "/resume", null);
    call("POST", "/v2" + id + "/connect", "{}");
    call("DELETE", id, null);
    call("DELETE", id, null);
  }

  private void snapshots() throws Exception {
    var id = "/sandboxes/" + created(call("POST", "/sandboxes", "{\"templateID\":\"base\"}"));
    call("POST", id + "/fork", "{\"count\":12}"); // more than may run: some of them fail
    call("POST", id + "/fork", "{\"count\":0}");
    call("POST", "/sandboxes", "{\"templateID\":\"base\"}");
    call("POST", id + "/snapshots", "{\"name\":\"team/name\"}");
    call("POST", id + "/snapshots", "{}");
    call("POST", id + "/pause", null);
    call("POST", id + "/snapshots", "{}");
    call("POST", id + "/fork", null);
    call("POST", id + "/connect", "{\"timeout\":90000}");
    call("GET", "/templates", null);
  }

  private void lists() throws Exception {
    call("GET", "/sandboxes", null);
    for (var query :
        List.of(
            "",
            "?limit=3",
            "?state=paused",
            "?state=running&order=asc",
            "?metadata=app%3Ddemo",
            "?template=base&startedAfter=2026-01-01T00:00:00Z",
            "?limit=101",
            "?state=dead",
            "?order=up",
            "?startedAfter=never",
            "?nextToken=x")) {
      call("GET", "/v2/sandboxes" + query, null);
    }
  }

  private void metrics() throws Exception {
    var id = created(call("GET", "/v2/sandboxes?state=running&limit=1", null));
    call("GET", "/sandboxes/" + id + "/metrics", null);
    call("GET", "/sandboxes/" + id + "/metrics?start=10&end=5", null);
    call("GET", "/sandboxes/metrics?sandbox_ids=iunknown," + id, null);
    call("GET", "/sandboxes/metrics?sandbox_ids=" + "i,".repeat(100) + "i", null);
    var path = "/teams/" + team.id() + "/metrics";
    call("GET", path, null);
    call("GET", path + "?start=x", null);
    call("GET", path + "/max?metric=concurrent_sandboxes", null);
    call("GET", path + "/max?metric=sandbox_start_rate", null);
    call("GET", path + "/max", null);
    call("GET", "/teams/another/metrics", null);
    call("GET", "/teams/another/metrics/max?metric=concurrent_sandboxes", null);
    call("GET", "/health", null);
  }

  private void feed() throws Exception {
    var id = created(call("GET", "/v2/sandboxes?limit=1", null));
    call("GET", "/events/sandboxes?limit=100", null);
    call("GET", "/events/sandboxes?offset=-1", null);
    call("GET", "/events/sandboxes/" + id + "?orderAsc=true", null);
    call("GET", "/events/sandboxes/" + id + "?limit=0", null);
  }

  private void refusals() throws Exception {
    call("POST", "/sandboxes", "{}");
    call("POST", "/sandboxes", "not json");
    call("GET", "/sandboxes/NOT_AN_ID", null);
    call("GET", UNKNOWN, null);
    call("GET", UNKNOWN + "/metrics", null);
    for (var action : List.of("pause", "resume", "fork", "snapshots")) {
      call("POST", UNKNOWN + "/" + action, "{}");
    }
    for (var action : List.of("connect", "timeout")) {
      call("POST", UNKNOWN + "/" + action, "{\"timeout\":60}");
      call("POST", UNKNOWN + "/" + action, "{\"timeout\":-1}");
    }
    call("POST", UNKNOWN + "/refreshes", "{}");
    call("POST", UNKNOWN + "/refreshes", "{\"duration\":3601}");
    for (var path :
        List.of("/v2/sandboxes", "/sandboxes", UNKNOWN, "/templates", "/events/sandboxes")) {
      send("GET", path, null, "wrong");
    }
    send("GET", "/events/webhooks", null, "wrong");
    send("DELETE", UNKNOWN, null, "wrong");
  }

  private void report() {
    var answers = specification.answers();
    var routes = answers.keySet().stream().map(OpenApiIT::withoutStatus).distinct().count();
    var statuses = new TreeSet<>(answers.keySet().stream().map(OpenApiIT::status).toList());
    System.out.printf(
        "%d requests to %d routes, statuses %s, %d kinds of answer, of which %d unspecified:%n",
        answers.values().stream().mapToInt(Integer::intValue).sum(),
        routes,
        statuses,
        answers.size(),
        specification.violations().size());
    answers.forEach((answer, count) -> System.out.printf("  %4d  %s%n", count, answer));
    specification.violations().keySet().forEach(System.out::println);
  }

  private static String status(String answer) {
    return answer.substring(answer.lastIndexOf(' ') + 1);
  }

  private static String withoutStatus(String answer) {
    return answer.substring(0, answer.lastIndexOf(' '));
  }

  /** The known deviations: each line is one, with its reason behind a {@code #}. */
  private static List<String> deviations() throws IOException {
    try (var in =
        Objects.requireNonNull(OpenApiIT.class.getResourceAsStream("openapi-deviations.txt"))) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.replaceFirst("\\s*#.*", ""))
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static String created(HttpResponse<String> answer) {
    return answer.body().replaceFirst("(?s).*?\"sandboxID\":\"([a-z0-9]+)\".*", "$1");
  }

  private HttpResponse<String> call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return send(method, path, body, KEY);
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body, String key)
      throws IOException, InterruptedException {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("X-API-Key", key)
            .method(method, publisher)
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    specification.check(method, path, answer);
    return answer;
  }
}

package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.e2breconciler.sandbox.SandboxId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulatorServerIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world = new World(InstantSource.system(), new SplittableRandom(1));
  private final Team team = world.open("e2b_simulator", "team", TeamPlan.pro());
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
  void answersWhatClientsNeedAtCreate() throws Exception {
    for (var path : List.of("/sandboxes", "/v2/sandboxes")) {
      var answer = call("POST", path, "{\"templateID\":\"base\",\"timeout\":300}");

      assertThat(answer.statusCode()).isEqualTo(201);
      var json = json(answer);
      assertThat(json.get("sandboxID").textValue()).matches("i[a-z0-9]{20}");
      assertThat(json.get("templateID").textValue()).isEqualTo("rki5dems9wqfm4r03t7g");
      assertThat(json.get("alias").textValue()).isEqualTo("base");
      assertThat(json.get("envdVersion").textValue()).isEqualTo("0.4.0");
      assertThat(json.get("clientID").textValue()).isNotEmpty();
      assertThat(json.get("domain").textValue()).isNotEmpty();
    }
  }

  @Test
  void takesChunkedBodies() throws Exception {
    var body = "{\"templateID\":\"base\"}".getBytes(UTF_8);
    var request =
        request("/v2/sandboxes")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
  }

  @Test
  void defaultsToFifteenSeconds() throws Exception {
    var id = json(call("POST", "/sandboxes", "{\"templateID\":\"base\"}")).get("sandboxID");

    var sandbox = team.get(new SandboxId(id.textValue())).value();

    assertThat(Duration.between(sandbox.startedAt(), sandbox.endAt()))
        .isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void refusesBadCreates() throws Exception {
    assertThat(call("POST", "/sandboxes", "{}").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/sandboxes", "{\"templateID\":\"b\",\"timeout\":0}").statusCode())
        .isEqualTo(400);
    assertThat(call("POST", "/sandboxes", "{\"templateID\":\"b\",\"timeout\":-1}").statusCode())
        .isEqualTo(400);
    assertThat(call("POST", "/sandboxes", "not json").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/sandboxes", "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void wantsKey() throws Exception {
    var anonymous = HttpRequest.newBuilder(server.url().resolve("/v2/sandboxes")).build();
    var wrong =
        HttpRequest.newBuilder(server.url().resolve("/sandboxes/iabc"))
            .header("X-API-Key", "e2b_wrong")
            .DELETE()
            .build();

    var answer = client.send(anonymous, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).get("code").intValue()).isEqualTo(401);
    assertThat(json(answer).get("message").textValue()).startsWith("Invalid API key");
    assertThat(client.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void walksPagesWithTokensInHeaders() throws Exception {
    for (var i = 0; i < 5; i++) {
      create(Map.of());
    }
    var seen = new ArrayList<String>();
    var path = "/v2/sandboxes?limit=2";
    @Nullable String token = null;
    do {
      var answer = call("GET", token == null ? path : path + "&nextToken=" + token, null);
      json(answer).forEach(row -> seen.add(row.get("sandboxID").textValue()));
      assertThat(answer.headers().firstValue("x-total-running")).contains("5");
      token = answer.headers().firstValue("x-next-token").orElse(null);
    } while (token != null);

    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void listsRowsWithEveryRequiredField() throws Exception {
    create(Map.of("app", "demo"));

    var row = json(call("GET", "/v2/sandboxes", null)).get(0);

    for (var field :
        List.of(
            "templateID",
            "sandboxID",
            "clientID",
            "startedAt",
            "endAt",
            "cpuCount",
            "memoryMB",
            "diskSizeMB",
            "state",
            "envdVersion")) {
      assertThat(row.has(field)).as(field).isTrue();
    }
    assertThat(row.at("/metadata/app").textValue()).isEqualTo("demo");
    assertThat(row.get("state").textValue()).isEqualTo("running");
  }

  @Test
  void decodesMetadataFilterAsOftenAsTheSdkEncodesIt() throws Exception {
    var id = create(Map.of("na me", "a&b=c"));
    create(Map.of("na me", "other"));

    var rows = json(call("GET", "/v2/sandboxes?metadata=na%252520me%3Da%252526b%25253Dc", null));

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("sandboxID").textValue()).isEqualTo(id.value());
  }

  @Test
  void filtersByState() throws Exception {
    var paused = create(Map.of());
    create(Map.of());
    team.pause(paused, Asker.CUSTOMER);

    assertThat(json(call("GET", "/v2/sandboxes?state=paused", null))).hasSize(1);
    assertThat(json(call("GET", "/v2/sandboxes?state=running,paused", null))).hasSize(2);
    assertThat(json(call("GET", "/sandboxes", null))).hasSize(1);
  }

  @Test
  void refusesBadQueries() throws Exception {
    for (var query :
        List.of("limit=0", "limit=101", "limit=x", "state=dead", "nextToken=x", "order=up")) {
      var answer = call("GET", "/v2/sandboxes?" + query, null);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(json(answer).get("code").intValue()).isEqualTo(400);
    }
  }

  @Test
  void readsDetailWithLifecycle() throws Exception {
    var id = team.create(WorldFixture.spec().wokenByTraffic()).value().id();

    var json = json(call("GET", "/sandboxes/" + id + "-6532622b", null));

    assertThat(json.at("/lifecycle/onTimeout").textValue()).isEqualTo("pause");
    assertThat(json.at("/lifecycle/autoResume").booleanValue()).isTrue();
  }

  @Test
  void refusesIdsThatAreNone() throws Exception {
    assertThat(call("GET", "/sandboxes/NOT_AN_ID", null).statusCode()).isEqualTo(400);
    assertThat(call("GET", "/sandboxes/iunknown", null).statusCode()).isEqualTo(404);
  }

  @Test
  void killsWithoutBodyThenIsNotFound() throws Exception {
    var id = create(Map.of());

    var first = call("DELETE", "/sandboxes/" + id, null);

    assertThat(first.statusCode()).isEqualTo(204);
    assertThat(first.body()).isEmpty();
    assertThat(call("DELETE", "/sandboxes/" + id, null).statusCode()).isEqualTo(404);
    assertThat(team.interventionsAfter(0).getFirst().by()).isEqualTo(Asker.API);
  }

  @Test
  void pausesResumesAndConnects() throws Exception {
    var path = "/sandboxes/" + create(Map.of());

    assertThat(call("POST", path + "/pause", "{}").statusCode()).isEqualTo(204);
    assertThat(call("POST", path + "/pause", "{}").statusCode()).isEqualTo(409);
    assertThat(call("POST", path + "/resume", "{\"timeout\":60}").statusCode()).isEqualTo(201);
    assertThat(call("POST", path + "/resume", "{\"timeout\":60}").statusCode()).isEqualTo(409);
    assertThat(call("POST", path + "/connect", "{\"timeout\":60}").statusCode()).isEqualTo(200);
    assertThat(call("POST", path + "/connect", "{}").statusCode()).isEqualTo(400);
    assertThat(call("POST", path + "/pause", null).statusCode()).isEqualTo(204);
    assertThat(call("POST", "/v2" + path + "/connect", "{\"timeout\":60}").statusCode())
        .isEqualTo(201);
  }

  @Test
  void movesTheEnd() throws Exception {
    var path = "/sandboxes/" + create(Map.of());

    assertThat(call("POST", path + "/timeout", "{\"timeout\":120}").statusCode()).isEqualTo(204);
    assertThat(call("POST", path + "/timeout", "{\"timeout\":-1}").statusCode()).isEqualTo(400);
    assertThat(call("POST", path + "/timeout", "{\"timeout\":\"x\"}").statusCode()).isEqualTo(400);
    assertThat(call("POST", path + "/timeout", "{}").statusCode()).isEqualTo(400);
    assertThat(call("POST", path + "/refreshes", "{\"duration\":30}").statusCode()).isEqualTo(204);
    assertThat(call("POST", path + "/refreshes", "{\"duration\":3601}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void forks() throws Exception {
    var path = "/sandboxes/" + create(Map.of()) + "/fork";

    var answer = call("POST", path, "{\"count\":2}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer)).hasSize(2);
    assertThat(json(answer).get(0).at("/sandbox/sandboxID").textValue()).startsWith("i");
  }

  @Test
  void measures() throws Exception {
    var id = create(Map.of());

    assertThat(json(call("GET", "/sandboxes/" + id + "/metrics", null))).hasSize(1);
    var many = json(call("GET", "/sandboxes/metrics?sandbox_ids=iunknown," + id, null));
    assertThat(many.get("sandboxes")).hasSize(1);
  }

  @Test
  void tellsEventsInCamelCase() throws Exception {
    var id = create(Map.of("app", "demo"));
    team.kill(id, Asker.CUSTOMER);

    var events = json(call("GET", "/events/sandboxes?limit=1", null));

    assertThat(events).hasSize(1);
    assertThat(events.get(0).get("sandboxId").textValue()).isEqualTo(id.value());
    assertThat(events.get(0).at("/eventData/kill_reason").textValue()).isEqualTo("request");
    var typed = "/events/sandboxes/" + id + "?types=" + EventTypes.CREATED + "&types=x";
    assertThat(json(call("GET", typed, null))).hasSize(1);
    assertThat(call("GET", "/events/sandboxes?limit=101", null).statusCode()).isEqualTo(400);
    assertThat(call("GET", "/events/sandboxes?offset=-1", null).statusCode()).isEqualTo(400);
  }

  @Test
  void managesWebhooks() throws Exception {
    var body =
        """
        {"name":"n","url":"http://127.0.0.1:9/x","events":["sandbox.lifecycle.killed"],
         "signatureSecret":"never-shown"}\
        """;

    var created = call("POST", "/events/webhooks", body);
    var path = "/events/webhooks/" + json(created).get("id").textValue();

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body()).doesNotContain("never-shown");
    assertThat(json(call("GET", "/events/webhooks", null))).hasSize(1);
    var patched = call("PATCH", path, "{\"enabled\":false}");
    assertThat(json(patched).get("enabled").booleanValue()).isFalse();
    assertThat(json(patched).get("name").textValue()).isEqualTo("n");
    assertThat(call("GET", path, null).statusCode()).isEqualTo(200);
    assertThat(call("DELETE", path, null).statusCode()).isEqualTo(200);
    assertThat(call("DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(call("POST", "/events/webhooks", "{\"name\":\"n\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void selfHostedHasNoEvents() throws Exception {
    world.open("self", "self-hosted", TeamPlan.selfHosted());
    var request =
        HttpRequest.newBuilder(server.url().resolve("/events/sandboxes"))
            .header("X-API-Key", "self")
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void sendsSignedWebhooksAndLogsThem() throws Exception {
    var received = new LinkedBlockingQueue<String>();
    var receiver = receiver(received);
    try {
      var url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
      var body =
          """
          {"name":"n","url":"%s","events":["sandbox.lifecycle.created"],
           "signatureSecret":"whsec_test"}\
          """
              .formatted(url);
      var webhook = json(call("POST", "/events/webhooks", body)).get("id").textValue();

      var id = create(Map.of());

      var first = received.poll(10, TimeUnit.SECONDS);
      assertThat(first).contains("\"sandbox_id\":\"" + id + "\"");
      assertThat(call("GET", "/events/webhooks/" + webhook + "/deliveries", null).statusCode())
          .isEqualTo(200);
      assertThat(call("GET", "/events/webhooks/" + webhook + "/stats", null).statusCode())
          .isEqualTo(200);
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void tellsTheTruth() throws Exception {
    var id = create(Map.of());
    create(Map.of());
    var crash =
        HttpRequest.newBuilder(server.url().resolve("/simulator/crash/" + id))
            .POST(BodyPublishers.noBody())
            .build();

    assertThat(client.send(crash, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    assertThat(client.send(crash, BodyHandlers.ofString()).statusCode()).isEqualTo(404);

    var state = json(call("GET", "/simulator/state", null));
    assertThat(state.at("/teams/0/running").intValue()).isEqualTo(2);
    assertThat(state.at("/teams/0/ghosts").intValue()).isEqualTo(1);
    assertThat(state.at("/webhooks/lost").intValue()).isZero();
  }

  @Test
  void answersHealthAndUnknownPaths() throws Exception {
    assertThat(call("GET", "/health", null).statusCode()).isEqualTo(204);
    var unknown = call("GET", "/nothing/here", null);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("code").intValue()).isEqualTo(404);
  }

  @Test
  void datesItsAnswersByItsOwnClock() throws Exception {
    var date = call("GET", "/v2/sandboxes", null).headers().firstValue("date").orElseThrow();

    var parsed = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();

    assertThat(Duration.between(parsed, world.now())).isLessThan(Duration.ofMinutes(1));
  }

  private static HttpServer receiver(LinkedBlockingQueue<String> received) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private SandboxId create(Map<String, String> metadata) {
    return team.create(WorldFixture.spec().withMetadata(metadata)).value().id();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("x-api-key", "e2b_simulator");
  }

  @Test
  void saysWhenItsPortIsTaken() {
    try (var second = new SimulatorServer(world, new SplittableRandom(3), server.port())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(NotListeningException.class)
          .hasMessage("port %d of 127.0.0.1 is taken", server.port());
    }
  }

  private HttpResponse<String> call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return client.send(request(path).method(method, publisher).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }
}

package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of calls as it happens to an HTTP client. */
@Timeout(60)
final class FaultFilterIT {

  private static final int RUNNING = 101;
  private static final String ALL = "/v2/sandboxes?state=running,paused&limit=100";

  private final World world = new World(InstantSource.system(), new SplittableRandom(1));
  private final Team team = world.open("e2b_simulator", "team", TeamPlan.pro());
  private final SimulatorServer server = new SimulatorServer(world, new SplittableRandom(2), 0);
  private final HttpClient client = HttpClient.newHttpClient();
  private final SandboxId running;
  private final SandboxId paused;

  FaultFilterIT() {
    for (var i = 0; i < RUNNING - 1; i++) {
      create("old");
    }
    running = create("new");
    paused = create("new");
    team.pause(paused, Asker.CUSTOMER);
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void happens(CallMenu line) throws Exception {
    begin("faults: [{fault: " + line.label() + parameters(line) + "}]");

    happen(line);

    assertThat(server.faults().strikes().get(line.label())).isPositive();
  }

  private static String parameters(CallMenu line) {
    return switch (line) {
      case RATE_LIMITED -> ", retry-after: 7s";
      case SLOW_ANSWER -> ", over: 1s";
      case ANSWER_STALLS, KILL_TIMES_OUT -> ", hold: 2s";
      case LIST_ROWS_HIDDEN -> ", rows: {metadata: {age: new}}";
      case LIST_TRUNCATED -> ", rows: 2";
      case FEED_MISSING -> ", share: 50%";
      default -> "";
    };
  }

  private void happen(CallMenu line) throws Exception {
    switch (line) {
      case RATE_LIMITED -> {
        assertThat(list().statusCode()).isEqualTo(429);
        assertThat(list().headers().firstValue("Retry-After")).hasValue("7");
        begin("faults: [{fault: rate-limited}]");
        assertThat(list().headers().firstValue("Retry-After")).isEmpty();
      }
      case SERVER_ERROR -> assertThat(list().statusCode()).isEqualTo(503);
      case UNAUTHORISED -> assertThat(list().statusCode()).isEqualTo(401);
      case FORBIDDEN -> assertThat(list().statusCode()).isEqualTo(403);
      case HTML_ANSWER -> {
        assertThat(list().statusCode()).isEqualTo(200);
        assertThat(list().body()).startsWith("<!DOCTYPE html>");
      }
      case SLOW_ANSWER -> {
        var before = System.nanoTime();
        assertThat(rows()).hasSize(100);
        assertThat(System.nanoTime() - before).isGreaterThan(900_000_000);
      }
      case ANSWER_STALLS, KILL_TIMES_OUT -> {
        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(this::kill);
        assertThat(team.get(running).status()).isEqualTo(404);
      }
      case ANSWER_CUT -> {
        assertThatExceptionOfType(IOException.class).isThrownBy(this::list);
        assertThatExceptionOfType(IOException.class).isThrownBy(this::kill);
        assertThat(team.get(running).status()).isEqualTo(404);
      }
      case ANSWER_LOST -> {
        assertThatExceptionOfType(IOException.class).isThrownBy(this::kill);
        assertThat(team.get(running).status()).isEqualTo(404);
      }
      case CONNECTION_RESET, NAME_UNRESOLVED, TLS_REFUSED -> {
        assertThatExceptionOfType(IOException.class).isThrownBy(this::kill);
        assertThat(team.get(running).status()).isEqualTo(200);
      }

      case LIST_EMPTY -> {
        assertThat(rows()).isEmpty();
        assertThat(total(list())).isEqualTo("0");
      }
      case LIST_TRUNCATED -> {
        assertThat(rows()).hasSize(2);
        assertThat(next(list())).isEmpty();
      }
      case LIST_FAILS_MIDWAY -> assertThat(second().statusCode()).isEqualTo(500);
      case LIST_ROW_MOVED -> assertThat(rows()).hasSize(99);
      case LIST_TOKEN_REPEATED -> assertThat(next(second())).isEqualTo(next(list()));
      case LIST_FILTERS_IGNORED ->
          assertThat(json(call("GET", ALL + "&metadata=age%3Dnone"))).hasSize(100);
      case LIST_STALE -> {
        assertThat(ids()).contains(running.value());
        team.kill(running, Asker.CUSTOMER);
        assertThat(ids()).contains(running.value());
      }
      case LIST_PAUSED_OMITTED -> assertThat(ids()).doesNotContain(paused.value());
      case LIST_ROWS_HIDDEN -> {
        assertThat(ids()).doesNotContain(running.value());
        assertThat(total(list())).isEqualTo("100");
      }
      case LIST_ROWS_UNREADABLE -> assertThat(ids()).hasSize(100).contains("");
      case LIST_STATE_MISSING -> assertThat(rows().get(0).has("state")).isFalse();
      case LIST_TOTAL_WRONG -> assertThat(total(list())).isEqualTo("100");
      case LIST_TOTAL_ABSENT -> assertThat(total(list())).isEmpty();
      case IDS_SUFFIXED -> assertThat(ids()).allMatch(it -> it.matches("i[a-z0-9]{20}-[a-z0-9]+"));
      case CREATE_IN_FLIGHT -> assertThat(rows()).isEmpty();

      case READ_MISSING -> assertThat(read(running).statusCode()).isEqualTo(404);
      case READ_THEN_RESUMED -> {
        assertThat(read(paused).body()).contains("\"paused\"");
        assertThat(team.get(paused).value().running()).isTrue();
      }
      case KILL_SWALLOWED -> kills(204, true);
      case KILL_MISSING -> kills(404, true);
      case KILL_CONFLICT -> kills(409, true);
      case KILL_UNREACHABLE -> {
        kills(500, false);
        assertThat(team.alive(running)).isTrue();
      }
      case KILL_UNDONE_BY_RESUME -> {
        assertThat(call("DELETE", "/sandboxes/" + paused).statusCode()).isEqualTo(204);
        assertThat(team.get(paused).value().running()).isTrue();
      }
      case PAUSE_CONFLICT -> assertThat(pause().statusCode()).isEqualTo(409);
      case PAUSE_SWALLOWED -> {
        assertThat(pause().statusCode()).isEqualTo(204);
        assertThat(team.get(running).value().running()).isTrue();
      }

      case FEED_ABSENT -> assertThat(feed(0).statusCode()).isEqualTo(404);
      case FEED_LAGGING -> assertThat(json(feed(0))).isEmpty();
      case FEED_MISSING -> assertThat(json(feed(0)).size() + json(feed(100)).size()).isLessThan(90);
      case FEED_SHIFTING ->
          assertThat(json(feed(10)).get(0).get("id").textValue())
              .isEqualTo(team.events(FeedQuery.newest(16)).getLast().header().id());
      case FEED_FORGETTING -> {
        begin("faults: [{fault: feed-forgetting, age: 0s}]");
        assertThat(json(feed(0))).isEmpty();
      }
    }
  }

  /** What no server can do to a client that found it: the client's address says which it meets. */
  @Test
  void cannotBeFoundOrTrustedWhereTheAddressSaysSo() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> client.send(get(URI.create("http://e2b.invalid/")), discard()));
    assertThatExceptionOfType(SSLException.class)
        .isThrownBy(() ->
            client.send(get(URI.create("https://127.0.0.1:" + server.port() + "/")), discard()));
  }

  @Test
  void takesPlansAndTellsHowTheyStruck() throws Exception {
    var yaml = "faults: [{fault: read-missing}]";
    assertThat(put("/simulator/faults", yaml).statusCode()).isEqualTo(204);
    assertThat(read(running).statusCode()).isEqualTo(404);

    assertThat(call("GET", "/simulator/faults").body())
        .isEqualTo("{\"faults\":[{\"fault\":\"read-missing\",\"struck\":1}]}");
    assertThat(call("DELETE", "/simulator/faults").statusCode()).isEqualTo(204);
    assertThat(read(running).statusCode()).isEqualTo(200);
    assertThat(call("GET", "/simulator/faults").body()).isEqualTo("{\"faults\":[]}");
  }

  @Test
  void takesPlansInJsonAndByName() throws Exception {
    assertThat(put("/simulator/faults", "{\"faults\":[{\"fault\":\"crash\"}]}").statusCode())
        .isEqualTo(204);
    assertThat(put("/simulator/faults?preset=api-storm", "").statusCode()).isEqualTo(204);

    assertThat(call("GET", "/simulator/faults").body()).contains("rate-limited");
  }

  @ParameterizedTest
  @ValueSource(strings = {"faults: [{fault: crush}]", "faults: 3", "seed: x", "{"})
  void refusesPlansWithMistakes(String yaml) throws Exception {
    var answer = put("/simulator/faults", yaml);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("message").textValue()).isNotEmpty();
  }

  @Test
  void speaksSlowlyAndFallsSilent() throws Exception {
    try (var receiver = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var url = URI.create("http://127.0.0.1:" + receiver.getLocalPort() + "/hook");
      team.addWebhook(
          new Webhook.Settings("test", url, true, EventTypes.ALL, Secret.of("whsec_test")));
      begin("faults: [{fault: webhook-slow, over: 1s}]");
      team.kill(running, Asker.CUSTOMER);
      try (var connection = receiver.accept()) {
        var before = System.nanoTime();
        var text = new StringBuilder();
        while (!text.toString().endsWith("0\r\n\r\n")) {
          text.append((char) connection.getInputStream().read());
        }
        assertThat(System.nanoTime() - before).isGreaterThan(900_000_000);
        connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
      }

      begin("faults: [{fault: webhook-silent}]");
      create("new");
      try (var connection = receiver.accept()) {
        connection.setSoTimeout(500);
        var heard = new ArrayList<Integer>();
        assertThatExceptionOfType(SocketTimeoutException.class)
            .isThrownBy(() -> {
              while (true) {
                heard.add(connection.getInputStream().read());
              }
            });
        assertThat(heard).hasSizeGreaterThan(100).doesNotContain(-1);
      }
    }
  }

  private void begin(String yaml) {
    server.faults().put(FaultPlan.parse(yaml));
  }

  private SandboxId create(String age) {
    var spec = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(Map.of("age", age));
    return team.create(spec).value().id();
  }

  private HttpResponse<String> list() throws Exception {
    return call("GET", ALL);
  }

  private HttpResponse<String> second() throws Exception {
    return call("GET", ALL + "&nextToken=" + next(list()));
  }

  private JsonNode rows() throws Exception {
    return json(list());
  }

  private List<String> ids() throws Exception {
    var ids = new ArrayList<String>();
    rows().forEach(row -> ids.add(row.path("sandboxID").asText()));
    return ids;
  }

  private HttpResponse<String> read(SandboxId sandbox) throws Exception {
    return call("GET", "/sandboxes/" + sandbox);
  }

  private HttpResponse<String> pause() throws Exception {
    return call("POST", "/sandboxes/" + running + "/pause");
  }

  private HttpResponse<String> kill() throws Exception {
    return call("DELETE", "/sandboxes/" + running);
  }

  private void kills(int status, boolean there) throws Exception {
    assertThat(kill().statusCode()).isEqualTo(status);
    assertThat(team.get(running).done()).isEqualTo(there);
  }

  private HttpResponse<String> feed(int offset) throws Exception {
    return call("GET", "/events/sandboxes?limit=100&offset=" + offset);
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(server.url().resolve(path));
    return client.send(request.PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(server.url().resolve(path))
            .header("X-API-Key", "e2b_simulator")
            .timeout(Duration.ofMillis(method.equals("DELETE") ? 1_000 : 20_000))
            .method(method, BodyPublishers.noBody());
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest get(URI url) {
    return HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build();
  }

  private static HttpResponse.BodyHandler<Void> discard() {
    return BodyHandlers.discarding();
  }

  private static String next(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Next-Token").orElse("");
  }

  private static String total(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Total-Running").orElse("");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Exchange.JSON.readTree(answer.body());
  }
}

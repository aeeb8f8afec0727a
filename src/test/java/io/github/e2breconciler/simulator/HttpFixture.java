package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A world with one team behind its server, and a client that has the team's key. */
final class HttpFixture implements AutoCloseable {

  private static final String KEY = "e2b_test";
  private static final ObjectMapper JSON = new ObjectMapper();

  final World world;
  final Team team;
  final SimulatorServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpFixture(InstantSource clock, TeamPlan plan) {
    this.world = new World(clock, new SplittableRandom(1));
    this.team = world.open(KEY, "team", plan);
    this.server = new SimulatorServer(world, new SplittableRandom(2), 0);
  }

  /** One that listens. */
  static HttpFixture start(InstantSource clock, TeamPlan plan) {
    var fixture = new HttpFixture(clock, plan);
    fixture.server.start();
    return fixture;
  }

  String create() {
    return team.create(WorldFixture.spec()).value().id().value();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return call("GET", path, null);
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return call("POST", path, body);
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return call("DELETE", path, null);
  }

  HttpResponse<String> call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("x-api-key", KEY)
            .method(method, publisher)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}

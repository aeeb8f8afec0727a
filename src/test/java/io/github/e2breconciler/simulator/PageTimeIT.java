package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long a full page of the list takes over HTTP on a connection that is kept. */
final class PageTimeIT {

  /** For this long a client may hold back its ACK, and a sender that waits for it stands still. */
  private static final Duration DELAYED_ACK = Duration.ofMillis(40);

  private static final int PAGES = 41;

  private final SplittableRandom random = new SplittableRandom(3);
  private final World world = new World(InstantSource.system(), random.split());
  private final Team team = world.open("e2b_key", "team", TeamPlan.pro());

  @Test
  void neverWaitsForTheClientsAcknowledgement() throws Exception {
    var spec =
        NewSandbox.of("base", Duration.ofHours(1))
            .withMetadata(Map.of("app", "test", "owner", "owner-1", "kind", "worker"));
    for (var i = 0; i < 120; i++) {
      team.create(spec).value();
    }
    var nanos = new long[PAGES];
    try (var server = new SimulatorServer(world, random.split(), 0);
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      server.start();
      var page = URI.create(server.url() + "/v2/sandboxes?limit=100");
      var request = HttpRequest.newBuilder(page).header("X-API-Key", "e2b_key").build();
      for (var i = 0; i < PAGES; i++) {
        var before = System.nanoTime();
        var answer = client.send(request, BodyHandlers.ofString());
        nanos[i] = System.nanoTime() - before;
        assertThat(answer.statusCode()).isEqualTo(200);
      }
    }

    assertThat(
            Duration.ofNanos(LongStream.of(nanos).sorted().skip(PAGES / 2).findFirst().orElse(0)))
        .as("the median page")
        .isLessThan(DELAYED_ACK);
  }
}

package io.github.e2breconciler.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.deploy.Queries.Query;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every query of {@code deploy} against promtool and against a scrape of the daemon. */
final class QueriesIT {

  /** What a histogram shows beside its name. */
  private static final List<String> PARTS = List.of("", "_bucket", "_count", "_sum");

  /** What Prometheus records from the daemon's metrics. */
  private static final Set<String> RECORDED =
      Deploy.rules(Deploy.yaml("prometheus/alerts.yml")).stream()
          .map(rule -> rule.path("record").asText())
          .collect(Collectors.toSet());

  private static final Set<String> THRESHOLDS =
      Deploy.rules(Deploy.yaml("prometheus/thresholds.yml")).stream()
          .map(rule -> rule.path("record").asText())
          .collect(Collectors.toSet());

  private static final Set<String> SCRAPED = new TreeSet<>();

  @TempDir private static Path folder;

  static List<Query> queries() {
    return Queries.all();
  }

  @BeforeAll
  static void scrapeDaemon() throws IOException, InterruptedException {
    var random = new SplittableRandom(1);
    var world = new World(InstantSource.system(), random.split());
    world.open("e2b_key", "team", TeamPlan.pro());
    try (var simulator = new SimulatorServer(world, random.split(), 0)) {
      simulator.start();
      try (var daemon = new Daemon(settings(simulator.url()))) {
        daemon.start();
        System.gc(); // pauses of collections are shown once there was one
        var client = HttpClient.newHttpClient();
        var metrics = URI.create("http://127.0.0.1:" + daemon.adminPort() + "/metrics");
        var answer = client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .forEach(SCRAPED::add);
      }
    }
  }

  private static Settings settings(URI simulator) {
    return Settings.parse(
        """
        server: { host: 127.0.0.1, port: 0 }
        admin: { port: 0 }
        store: { url: "jdbc:sqlite:%s" }
        accounts:
          - { name: default, api-url: "%s" }
        notify: { url: "http://127.0.0.1:9/nobody" }
        """
            .formatted(folder.resolve("store.db"), simulator),
        Map.of(
            "E2B_API_KEY",
            "e2b_key",
            "E2B_WEBHOOK_SECRET",
            "a secret of 32 characters or more",
            "E2B_RECONCILER_NOTIFY_SECRET",
            "a secret of 32 characters or more"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void asksForMetricsThatTheDaemonHas(Query query) {
    assertThat(query.metrics()).allSatisfy(name -> assertThat(known(name)).as(name).isTrue());
  }

  private static boolean known(String name) {
    return RECORDED.contains(name)
        || THRESHOLDS.contains(name)
        || PARTS.stream()
            .filter(name::endsWith)
            .anyMatch(part -> SCRAPED.contains(name.substring(0, name.length() - part.length())));
  }

  @Test
  void everyQueryParses() throws IOException, InterruptedException {
    assumeTrue(promtool("--version") == 0, "promtool is not installed");
    var rules = new StringBuilder("groups:\n- name: queries\n  rules:\n");
    var number = 0;
    for (var query : queries()) {
      rules
          .append("  # ")
          .append(query.where())
          .append('\n')
          .append("  - record: query_")
          .append(number++)
          .append('\n')
          .append("    expr: |-\n      ")
          .append(query.text().strip().replace("\n", "\n      "))
          .append('\n');
    }
    var file = Files.writeString(folder.resolve("queries.yml"), rules);

    assertThat(promtool("check", "rules", file.toString())).isZero();
  }

  private static int promtool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      return 127;
    }
  }
}

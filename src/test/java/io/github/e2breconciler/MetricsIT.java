package io.github.e2breconciler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon that has done some of everything shows to Prometheus. */
@Timeout(120)
final class MetricsIT {

  private static final Path TABLE = Path.of("deploy/METRICS.md");
  private static final String KEY = "e2b_test";
  private static final String SECRET = "the secret of a test and long enough";
  private static final World WORLD = new World(InstantSource.system(), new SplittableRandom(1));
  private static final SimulatorServer E2B = new SimulatorServer(WORLD, new SplittableRandom(2), 0);

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  @TempDir private static Path folder;
  private static String scrape = "";

  @BeforeAll
  static void doSomeOfEverything() throws Exception {
    var team = WORLD.open(KEY, "team", TeamPlan.pro());
    var sandbox = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(Map.of("app", "test"));
    team.create(sandbox);
    E2B.start();
    try (var daemon = new Daemon(settings())) {
      daemon.start();
      var url = URI.create("http://127.0.0.1:" + daemon.port() + "/webhooks/e2b");
      team.addWebhook(new Webhook.Settings("ours", url, true, EventTypes.ALL, Secret.of(SECRET)));
      post(url);
      do { // until the sandbox is old enough
        pass(daemon);
        scrape = daemon.meters().scrape();
      } while (!scrape.contains("action=\"kill\",outcome=\"killed\"} 1.0")
          && !scrape.contains("action=\"pause\",outcome=\"paused\"} 1.0"));
    }
  }

  @AfterAll
  static void stop() {
    E2B.close();
  }

  @Test
  void areInTheTableWithTypeAndLabels() throws Exception {
    var documented = documented();
    var shown = shown();

    assertThat(ours(documented)).isEqualTo(ours(shown));
    // Some of the JVM's appear only after a collection, or with another collector.
    assertThat(documented).containsAllEntriesOf(shown);
  }

  @Test
  void satisfyPrometheusOwnCheck() throws Exception {
    assumeThat(Path.of("/usr/bin/promtool")).exists();
    var promtool =
        new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = promtool.getOutputStream()) {
      in.write(scrape.getBytes(UTF_8));
    }

    assertThat(new String(promtool.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(promtool.waitFor()).isZero();
  }

  @Test
  void haveBucketsWhereObjectivesAreAndFewOthers() {
    assertThat(scrape)
        .contains("e2b_reconciler_drift_age_seconds_bucket{le=\"60.0\"}")
        .contains("e2b_reconciler_store_commit_seconds_bucket{le=\"1.0\"}")
        .contains("e2b_reconciler_webhook_lag_seconds_bucket{le=\"1.0\"}");
    var buckets =
        scrape
            .lines()
            .filter(line -> line.contains("_bucket{"))
            .collect(groupingBy(line -> line.replaceAll("le=\"[^\"]*\"| .*", ""), counting()));
    assertThat(buckets).isNotEmpty().allSatisfy((_, count) -> assertThat(count).isBetween(5L, 20L));
  }

  private static Settings settings() {
    return Settings.parse(
        """
        server: {host: 127.0.0.1, port: 0}
        admin: {host: 127.0.0.1, port: 0}
        store: {url: "jdbc:sqlite:%s"}
        mode: kill
        accounts:
          - {name: default, api-url: "%s", scope: {metadata: {app: test}}}
        notify: {url: "http://127.0.0.1:9/nobody"}
        creation-grace: 0s
        new-store-wait: 0s
        settle: 0s
        policies:
          - {name: old, when: max-age, max-age: 1s, grace: 0s, action: kill}
        """
            .formatted(folder.resolve("test.db"), E2B.url()),
        Map.of(
            "E2B_API_KEY",
            KEY,
            "E2B_WEBHOOK_SECRET",
            SECRET,
            "E2B_RECONCILER_NOTIFY_SECRET",
            SECRET));
  }

  private static void post(URI url) throws IOException, InterruptedException {
    var now = InstantSource.system().instant();
    var body = TestEvent.body("kill", new SandboxId("itest"), now, "event-1");
    var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body));
    TestEvent.headers(Secret.of(SECRET), body).forEach(request::header);
    try (var client = HttpClient.newHttpClient()) {
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private static void pass(Daemon daemon) throws InterruptedException {
    var passes = daemon.engine().passes();
    assertThat(passes.await(passes.request("test", false, null), Duration.ofSeconds(60))).isTrue();
  }

  private static Map<String, String> ours(Map<String, String> metrics) {
    var ours = new TreeMap<>(metrics);
    ours.keySet().removeIf(name -> !name.startsWith("e2b_reconciler_"));
    return ours;
  }

  /** Type and labels by name, as the table has them. */
  private static Map<String, String> documented() throws IOException {
    var metrics = new TreeMap<String, String>();
    for (var line : Files.readAllLines(TABLE)) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        var labels = new TreeSet<>(List.of(row.group(3).replace("`", "").split(", ?")));
        labels.remove("–");
        assertThat(metrics.put(row.group(1), row.group(2) + " " + labels)).isNull();
      }
    }
    return metrics;
  }

  /** The same as scraped; the newest maximum of a histogram goes without saying. */
  private static Map<String, String> shown() {
    var types = new TreeMap<String, String>();
    var labels = new TreeMap<String, Set<String>>();
    var name = "";
    for (var line : scrape.lines().toList()) {
      var type = TYPE.matcher(line);
      if (type.matches()) {
        name = type.group(1);
        types.put(name, type.group(2));
        labels.put(name, new TreeSet<>());
      }
      var sample = SAMPLE.matcher(line);
      if (sample.matches() && sample.group(2) != null) {
        var label = LABEL.matcher(sample.group(2));
        while (label.find()) {
          labels.getOrDefault(name, Set.of()).add(label.group(1));
        }
        labels.getOrDefault(name, Set.of()).removeAll(Set.of("le", "quantile"));
      }
    }
    var metrics = new TreeMap<String, String>();
    types.forEach((key, type) -> metrics.put(key, type + " " + labels.get(key)));
    metrics
        .keySet()
        .removeIf(key -> key.endsWith("_max") && types.containsKey(key.replaceFirst("_max$", "")));
    return metrics;
  }
}

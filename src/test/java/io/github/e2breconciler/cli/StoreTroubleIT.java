package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.webhook.TestEvent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon on a store that takes nothing, and on one that is spoilt. */
@Timeout(120)
final class StoreTroubleIT {

  private static final int ENOUGH_TO_FILL_A_PAGE = 2_000;

  private final SplittableRandom random = new SplittableRandom(5);
  private final World world = new World(InstantSource.system(), random.split());
  private final Team team = world.open(Served.KEY, "team", TeamPlan.pro());
  private final SimulatorServer e2b = new SimulatorServer(world, random.split(), 0);
  private SandboxId sandbox;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  StoreTroubleIT() {}

  @BeforeEach
  void start() throws Exception {
    e2b.start();
    var spec = NewSandbox.of("base", Duration.ofHours(1)).withMetadata(Map.of("app", "test"));
    sandbox = team.create(spec).value().id();
  }

  @AfterEach
  void stop() {
    e2b.close();
  }

  @Test
  void takesNothingWhileTheDiskIsFullAndHealsByItself() throws Exception {
    try (var disk = FullDisk.at(folder)) {
      configure("1h");
      try (var daemon = Served.startOnFaultyDisk(folder);
          var client = new AdminClient(daemon.admin(), null);
          var sender = new Sender(daemon, new Promises(), random.split())) {
        await(client, "/health/ready", 200);
        assertThat(sender.post(event()).statusCode()).isEqualTo(200);
        disk.fill();

        var refused = refused(sender);

        // A small write may still find room, so each of these is looked for right after a refusal.
        JsonNode ready;
        do {
          refused(sender);
          ready = client.get("/health/ready").body();
        } while (!ready.at("/checks/store/status").asText().equals("down"));
        do {
          refused(sender);
        } while (metric(daemon, "e2b_reconciler_store_healthy") > 0);
        do {
          refused(sender);
        } while (guard(client, "store-healthy").path("holds").asBoolean());
        assertThat(client.get("/health/live").status()).isEqualTo(200);

        disk.free();
        await(client, "/health/ready", 200); // nobody sends anything
        assertThat(metric(daemon, "e2b_reconciler_store_healthy")).isEqualTo(1);
        var again = sender.post(refused);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).doesNotContain("already");
      }
    }
    assertThat(team.alive(sandbox)).isTrue();
  }

  @Test
  void onlyObservesAfterTheStoreWasSpoiltUntilAHumanAgrees() throws Exception {
    configure("1s");
    Files.writeString(folder.resolve("test.db"), "not a database any more ".repeat(1_000));

    try (var daemon = Served.start(folder);
        var client = new AdminClient(daemon.admin(), null)) {
      assertThat(daemon.child().output())
          .contains("set aside", "aside=test.db.damaged-", "mode=observe");
      var pass = client.send("POST", "/reconcile?wait=20s", null);
      assertThat(pass.body().path("status").asText()).isEqualTo("done");

      var ready = client.get("/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body().at("/checks/walk-default/status").asText()).isEqualTo("up");
      assertThat(ready.body().at("/checks/store-kept/reason").asText())
          .contains("test.db.damaged-");
      assertThat(metric(daemon, "e2b_reconciler_store_lost")).isEqualTo(1);
      assertThat(guard(client, "armed").path("reason").asText()).contains("the store was lost");
      assertThat(team.alive(sandbox)).isTrue();
      assertThat(client.send("DELETE", "/api/store/loss", "{}").status()).isEqualTo(400);
      var ofOne = "/api/store/loss?account=default";
      assertThat(client.send("DELETE", ofOne, "{\"reason\":\"all\"}").status()).isEqualTo(400);

      var agreed = client.send("DELETE", "/api/store/loss", "{\"reason\":\"looked at it\"}");

      assertThat(agreed.status()).isEqualTo(200);
      assertThat(agreed.body().path("lost").isNull()).isTrue();
      await(client, "/health/ready", 200);
      assertThat(metric(daemon, "e2b_reconciler_store_lost")).isZero();
      daemon.child().awaitLine("pause paused sandbox=default/" + sandbox);
    }
  }

  @Test
  void goesOnWithoutALostStoreThatTheOptionNames() throws Exception {
    configure("1h");
    Files.writeString(folder.resolve("test.db"), "not a database any more ".repeat(1_000));
    String name;
    try (var first = Served.start(folder, "--agree-to-loss", "another");
        var client = new AdminClient(first.admin(), null)) {
      name = client.get("/api/store").body().at("/lost/file").asText();
      first.child().kill();
    }

    try (var second = Served.start(folder, "--agree-to-loss", name);
        var client = new AdminClient(second.admin(), null)) {
      assertThat(client.get("/api/store").body().path("lost").isNull()).isTrue();
      assertThat(second.child().output()).contains("mode=kill");
    }
    assertThat(folder.resolve(name)).content().startsWith("not a database");
  }

  private void configure(String grace) throws IOException {
    var rules =
        """
        mode: kill
        api: {calls-per-second: 50}
        detection: 1s
        settle: 1s
        creation-grace: 0s
        new-store-wait: 0s
        suspicion: {shrink: 100%%, mass-expiry: 100%%, at-least: 1000}
        caps: {per-pass: 100, share: 100%%, per-hour: 1000, per-day: 1000}
        policies:
          - {name: old, when: max-age, max-age: 1s, grace: %s, action: kill}
        """
            .formatted(grace);
    Served.configure(folder, e2b.url(), "scope: {metadata: {app: test}}, webhook: off", rules);
  }

  /** Sends events until one is not taken; returns that one. */
  private byte[] refused(Sender sender) throws IOException, InterruptedException {
    for (var i = 0; i < ENOUGH_TO_FILL_A_PAGE; i++) {
      var body = event();
      var answer = sender.post(body);
      if (answer.statusCode() != 200) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        return body;
      }
    }
    throw new AssertionError("everything was taken");
  }

  private byte[] event() {
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    return TestEvent.body("update", sandbox, InstantSource.system().instant(), id);
  }

  private static JsonNode await(AdminClient client, String path, int status)
      throws IOException, InterruptedException {
    while (true) {
      var answer = client.get(path);
      if (answer.status() == status) {
        return answer.body();
      }
    }
  }

  private JsonNode guard(AdminClient client, String name) throws IOException, InterruptedException {
    while (true) { // until the sandbox is old enough to be condemned
      var verdict = client.get("/api/sandboxes/" + sandbox + "/verdict");
      for (var guard : verdict.body().path("guards")) {
        if (guard.path("name").asText().equals(name)) {
          return guard;
        }
      }
    }
  }

  private static double metric(Served daemon, String name)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(daemon.admin().resolve("/metrics")).build();
      HttpResponse<String> text = client.send(request, BodyHandlers.ofString());
      return text.body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    }
  }
}

package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.World;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon against the simulator, whose webhooks are switched off while both run. */
@Timeout(120)
final class WebhooksOffIT {

  /** More than a page of the list, so that the feed is what tells of lost webhooks. */
  private static final int FLEET = 130;

  private static final Logger log = LoggerFactory.getLogger(WebhooksOffIT.class);

  private final SplittableRandom random = new SplittableRandom(5);
  private final World world = new World(InstantSource.system(), random.split());
  private final Team team = world.open(Served.KEY, "team", TeamPlan.pro());
  private final SimulatorServer e2b = new SimulatorServer(world, random.split(), 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    for (var i = 0; i < FLEET; i++) {
      create();
    }
    e2b.start();
    Served.configure(folder, e2b.url(), "scope: {}", "detection: 2s");
  }

  @AfterEach
  void stop() {
    e2b.close();
    client.close();
  }

  @Test
  void noticesWhatNoWebhookTells() throws Exception {
    try (var daemon = Served.start(folder);
        var admin = new AdminClient(daemon.admin(), null)) {
      daemon.child().awaitLine("trigger=start");
      register(daemon);
      var told = create();
      daemon.child().awaitLine("Received create event for sandbox " + told);

      switchWebhooksOff();
      var untold = create();
      var bornAt = System.nanoTime();
      var birth = daemon.child().awaitLine("drift kind=missed-created sandbox=default/" + untold);
      var noticedBirth = System.nanoTime() - bornAt;
      var _ = team.kill(told, Asker.CUSTOMER);
      var endedAt = System.nanoTime();
      var end = daemon.child().awaitLine("drift kind=missed-killed sandbox=default/" + told);
      var noticedEnd = System.nanoTime() - endedAt;

      assertThat(birth).contains("source=feed");
      assertThat(end).contains("source=feed");
      assertThat(state(admin, untold)).isEqualTo("running");
      assertThat(state(admin, told)).isEqualTo("gone");
      log.info(
          "webhooks off, detection 2s: a birth was noticed after {} ms, an end after {} ms",
          Duration.ofNanos(noticedBirth).toMillis(),
          Duration.ofNanos(noticedEnd).toMillis());
    }
  }

  private static String state(AdminClient admin, SandboxId sandbox) throws Exception {
    return admin.get("/api/sandboxes/" + sandbox).body().path("state").asText();
  }

  private void register(Served daemon) {
    var _ =
        team.addWebhook(
            new Webhook.Settings(
                "test",
                daemon.webhooks().resolve("/webhooks/e2b"),
                true,
                EventTypes.ALL,
                Secret.of(Served.SECRET)));
  }

  private void switchWebhooksOff() throws Exception {
    var request =
        HttpRequest.newBuilder(e2b.url().resolve("/simulator/faults"))
            .PUT(BodyPublishers.ofString("faults: [{fault: webhook-lost}]"))
            .build();
    assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private SandboxId create() {
    return team.create(NewSandbox.of("base", Duration.ofHours(1))).value().id();
  }
}

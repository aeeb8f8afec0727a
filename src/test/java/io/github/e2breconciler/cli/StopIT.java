package io.github.e2breconciler.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.Child;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a daemon, and of who talks to it, when it is told to stop. */
@Timeout(120)
final class StopIT {

  private static final Duration AT_MOST = Duration.ofSeconds(5);
  private static final int ENDED_BY_SIGTERM = 128 + 15;
  private static final int SENDERS = 4;

  /** What each of many clients sends before it falls silent. */
  private static final List<String> BEGINNINGS =
      List.of(
          "",
          "POST /webh",
          "POST /webhooks/e2b HTTP/1.1\r\nHost: localhost\r\nA: ",
          "POST /webhooks/e2b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
              + "e2b-signature: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\r\n{",
          "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "POST /reconcile?wait=60s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{");

  private final SplittableRandom random = new SplittableRandom(11);
  private final World world = new World(InstantSource.system(), random.split());
  private final SimulatorServer e2b = new SimulatorServer(world, random.split(), 0);

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    world.open(Served.KEY, "team", TeamPlan.pro());
    e2b.start();
    Served.configure(folder, e2b.url(), "webhook: watch", "");
  }

  @AfterEach
  void stop() {
    e2b.close();
  }

  @Test
  void stopsInTimeThoughManyKeepItWaiting() throws Exception {
    var stalled = new ArrayList<Socket>();
    try (var daemon = Served.start(folder)) {
      for (var port : List.of(daemon.webhooks(), daemon.admin())) {
        for (var i = 0; i < 20; i++) {
          for (var beginning : BEGINNINGS) {
            stalled.add(send(port, beginning));
          }
        }
      }
      var told = System.nanoTime();
      daemon.child().terminate();

      assertThat(daemon.child().exitCode()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(AT_MOST);
      assertThat(daemon.child().output()).endsWith("stopped").doesNotContain("ERROR");
    } finally {
      for (var socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void keepsEveryEventItAnsweredThoughToldTwiceToStop() throws Exception {
    var promises = new Promises();
    var enough = promises.more(300);
    try (var daemon = Served.start(folder);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          Stream.generate(() -> new Sender(daemon, promises, random.split()))
              .limit(SENDERS)
              .map(senders::submit)
              .toList();
      enough.await();
      daemon.child().terminate();
      daemon.child().awaitLine("stopping");
      daemon.child().terminate();

      assertThat(daemon.child().exitCode()).isEqualTo(ENDED_BY_SIGTERM);
      for (var sender : running) {
        sender.get();
      }
      assertThat(daemon.child().output()).endsWith("stopped");
    }
    assertThat(stored()).containsAll(promises.events());
    try (var again = Served.start(folder);
        var client = new AdminClient(again.admin(), null)) {
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void stopsInTimeThoughTheDiskStalls() throws Exception {
    try (var daemon = Served.startOnFaultyDisk(folder)) {
      Files.createFile(folder.resolve(FaultyServe.STALLED));
      daemon.child().awaitLine("a write stalls");
      var told = System.nanoTime();
      daemon.child().terminate();

      assertThat(daemon.child().exitCode()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(AT_MOST.plusSeconds(1));
      assertThat(daemon.child().output()).contains("nothing promised is lost");
    }
    try (var again = Served.start(folder);
        var client = new AdminClient(again.admin(), null)) {
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void stopsInTimeThoughE2bDoesNotAnswer() throws Exception {
    e2b.faults().put(FaultPlan.parse("faults: [{fault: answer-stalls, hold: 60s}]"));
    try (var daemon = Served.start(folder)) {
      while (e2b.faults().strikes().values().stream().noneMatch(count -> count > 0)) {
        Thread.onSpinWait();
      }
      var told = System.nanoTime();
      daemon.child().terminate();

      assertThat(daemon.child().exitCode()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(AT_MOST);
      assertThat(daemon.child().output()).endsWith("stopped"); // in order, not cut off
    }
  }

  @Test
  void letsTheDoctorReadBesideItButNoSecondDaemon() throws Exception {
    try (var daemon = Served.start(folder);
        var doctor = Child.program(folder, environment(), "doctor", "--config", "test.yaml");
        var second = Served.launch(folder)) {
      doctor.exitCode();
      assertThat(second.exitCode()).isEqualTo(1);

      assertThat(doctor.output()).contains("configuration").doesNotContain("in use");
      assertThat(second.output()).contains("test.db is in use by another daemon");
      try (var client = new AdminClient(daemon.admin(), null)) {
        assertThat(client.get("/health/live").status()).isEqualTo(200);
      }
    }
  }

  private static Map<String, String> environment() {
    return Map.of("E2B_API_KEY", Served.KEY, "E2B_WEBHOOK_SECRET", Served.SECRET);
  }

  private static Socket send(URI to, String text) throws IOException {
    var socket = new Socket(to.getHost(), to.getPort());
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  private Set<String> stored() {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("test.db"));
    var ids = new HashSet<String>();
    try (var store = Store.openReadOnly(settings, InstantSource.fixed(Instant.EPOCH))) {
      store.readVoid(tx -> tx.events().after(0, event -> ids.add(event.row().id())));
    }
    return ids;
  }
}

package io.github.e2breconciler.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.doctor.Finding.Level;
import io.github.e2breconciler.simulator.FaultPlan;
import io.github.e2breconciler.simulator.NewSandbox;
import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.Webhook;
import io.github.e2breconciler.simulator.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A daemon and its E2B, with nothing wrong, and what a doctor says of set-ups near it.
 *
 * <p>Two sandboxes run, one of which the scope holds.
 */
final class Patient implements AutoCloseable {

  static final String KEY = "e2b_test";
  static final String SELF_HOSTED_KEY = "e2b_self_hosted";
  static final String SECRET = "the secret of a test and long enough";

  private final World world = new World(InstantSource.system(), new SplittableRandom(1));
  private final SimulatorServer e2b = new SimulatorServer(world, new SplittableRandom(2), 0);
  private final Team team = world.open(KEY, "team", TeamPlan.pro());
  private final int port = freePort();
  private final int adminPort = freePort();
  private final Path folder;
  private final Daemon daemon;

  private Patient(Path folder) throws IOException {
    this.folder = folder;
    world.open(SELF_HOSTED_KEY, "cellar", TeamPlan.selfHosted());
    team.create(sandbox().withMetadata(Map.of("app", "ours")));
    team.create(sandbox().withMetadata(Map.of("app", "theirs", "owner", "somebody")));
    e2b.start();
    daemon = new Daemon(settings(setup()));
    daemon.start();
  }

  /** Starts both, with the store in a folder. */
  static Patient start(Path folder) throws IOException {
    return new Patient(folder);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static NewSandbox sandbox() {
    return NewSandbox.of("base", Duration.ofHours(1));
  }

  World world() {
    return world;
  }

  SimulatorServer e2b() {
    return e2b;
  }

  Team team() {
    return team;
  }

  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  Daemon daemon() {
    return daemon;
  }

  URI publicUrl() {
    return URI.create("http://127.0.0.1:" + port + "/webhooks/e2b");
  }

  Path token() throws IOException {
    return Files.writeString(folder.resolve("token"), "a token of thirty-two letters or so");
  }

  /** The daemon's own configuration. */
  String setup() {
    return """
    server: {host: 127.0.0.1, port: %d}
    admin: {host: 127.0.0.1, port: %d, token-file: }
    store: {url: "jdbc:sqlite:%s"}
    accounts:
      - name: default
        api-url: "%s"
        scope: {metadata: {app: ours}}
        webhook: watch
        public-url: "%s"
    """
        .formatted(port, adminPort, folder.resolve("doctor.db"), e2b.url(), publicUrl());
  }

  /** The same with one thing changed. */
  String with(String what, String instead) {
    assertThat(setup()).contains(what);
    return setup().replace(what, instead);
  }

  /** Makes this the only webhook of the team. */
  void register(URI url, boolean enabled, List<String> events) {
    team.webhooks().forEach(webhook -> team.removeWebhook(webhook.id()));
    team.addWebhook(new Webhook.Settings("ours", url, enabled, events, Secret.of(SECRET)));
  }

  /** Undoes what a test did. */
  void mend() {
    e2b.faults().put(FaultPlan.none());
    team.webhooks().forEach(webhook -> team.removeWebhook(webhook.id()));
    daemon.engine().freezes().lift(null, "the test is over");
  }

  static Settings settings(String yaml) {
    return Settings.parse(yaml, Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", SECRET));
  }

  static List<Finding> look(String yaml) {
    return look(settings(yaml));
  }

  static List<Finding> look(String yaml, String key, String secret) {
    return look(Settings.parse(yaml, Map.of("E2B_API_KEY", key, "E2B_WEBHOOK_SECRET", secret)));
  }

  private static List<Finding> look(Settings settings) {
    var findings = new ArrayList<Finding>();
    new Doctor(settings, InstantSource.system(), System::nanoTime).look(findings::add);
    return findings;
  }

  static void fails(List<Finding> findings, String what, String detail) {
    tells(findings, Level.FAIL, what, detail);
  }

  static void warns(List<Finding> findings, String what, String detail) {
    tells(findings, Level.WARN, what, detail);
  }

  private static void tells(List<Finding> findings, Level level, String what, String detail) {
    assertThat(findings)
        .filteredOn(it -> it.what().equals(what))
        .anySatisfy(it -> {
          assertThat(it.level()).isEqualTo(level);
          assertThat(it.detail()).contains(detail);
          assertThat(it.toString()).contains(". Fix: ");
        });
  }

  static String detail(List<Finding> findings, String what) {
    return finding(findings, what).detail();
  }

  static Finding finding(List<Finding> findings, String what) {
    return findings.stream().filter(it -> it.what().equals(what)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    daemon.close();
    e2b.close();
  }
}

package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.simulator.SimulatorServer;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.testing.Child;
import io.github.e2breconciler.testing.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon with certificates on both of its ports, and its own commands as clients. */
@Timeout(120)
final class ServeTlsIT {

  private final SplittableRandom random = new SplittableRandom(3);
  private final World world = new World(InstantSource.system(), random.split());
  private final SimulatorServer e2b = new SimulatorServer(world, random.split(), 0);

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    world.open(Served.KEY, "team", TeamPlan.pro());
    e2b.start();
    SelfSigned.create(folder, "server", "EC");
    Files.writeString(
        folder.resolve("test.yaml"),
        """
        server: {host: 127.0.0.1, port: 0, tls: {certificate-file: server.crt, key-file: server.key}}
        admin: {host: 127.0.0.1, port: 0, tls: {certificate-file: server.crt, key-file: server.key}}
        store: {url: "jdbc:sqlite:test.db"}
        accounts:
          - {name: default, api-url: "%s", webhook: off}
        """
            .formatted(e2b.url()));
  }

  @AfterEach
  void stop() {
    e2b.close();
  }

  @Test
  void takesEventsAndOrdersOverTls() throws Exception {
    try (var daemon = Served.start(folder)) {
      assertThat(daemon.webhooks()).hasScheme("https");
      assertThat(daemon.admin()).hasScheme("https");
      var url = daemon.webhooks().resolve("/webhooks/e2b").toString();

      var sent = run("send-test-event", "--url", url, "--secret", Served.SECRET, "--type", "kill");
      var planned = run("reconcile", "--plan", "--admin", daemon.admin().toString());

      assertThat(sent).contains("200", "processed successfully");
      assertThat(planned).contains("done");
    }
  }

  /** The output of a command that trusts the certificate, and ends well. */
  private String run(String... command) throws Exception {
    var trust = "-Djavax.net.ssl.trustStore=server.p12 -Djavax.net.ssl.trustStorePassword=changeit";
    try (var child = Child.program(folder, Map.of("JAVA_TOOL_OPTIONS", trust), command)) {
      assertThat(child.exitCode()).as(child.output()).isZero();
      return child.output();
    }
  }
}

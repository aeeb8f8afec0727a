package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class ServeIT {

  /** Nobody listens there. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @TempDir private Path folder;

  @Test
  void tellsEveryMistakeAndOpensNothing() throws Exception {
    // Had it tried to listen, it would say that the port is taken.
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          folder.resolve("test.yaml"),
          """
          server: {host: 127.0.0.1, port: %d}
          store: {url: "jdbc:sqlite:test.db"}
          mode: destroy
          detection: soon
          quarantaine: 5m
          """
              .formatted(taken.getLocalPort()));

      try (var child = Served.launch(folder)) {
        assertThat(child.exitCode()).isEqualTo(78);
        assertThat(child.output())
            .contains("mode", "destroy")
            .contains("detection", "soon")
            .contains("quarantaine", "quarantine")
            .contains("nothing was started")
            .doesNotContain("listening");
      }
    }
    assertThat(folder.resolve("test.db")).doesNotExist();
  }

  @Test
  void asksForKeyAndSecret() throws Exception {
    try (var child = Child.program(folder, Map.of(), "serve")) {
      assertThat(child.exitCode()).isEqualTo(78);
      assertThat(child.output()).contains("E2B_API_KEY", "E2B_WEBHOOK_SECRET");
    }
  }

  @Test
  void leavesAStoreToTheDaemonThatHasIt() throws Exception {
    Served.configure(folder, NOWHERE, "webhook: watch", "");

    try (var first = Served.start(folder);
        var second = Served.launch(folder)) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output())
          .contains("test.db is in use by another daemon (process " + first.child().pid() + ")")
          .doesNotContain("listening");
    }
  }

  @Test
  @Timeout(30)
  void stopsWhenTold() throws Exception {
    Served.configure(folder, NOWHERE, "webhook: watch", "");

    try (var daemon = Served.start(folder)) {
      var told = System.nanoTime();
      daemon.child().terminate();

      assertThat(daemon.child().exitCode()).isEqualTo(128 + 15); // ended by signal 15
      assertThat(System.nanoTime() - told).isLessThan(5_000_000_000L);
      assertThat(daemon.child().output()).endsWith("stopped");
    }
  }

  @Test
  void startsAgainOnItsStore() throws Exception {
    Served.configure(folder, NOWHERE, "webhook: watch", "");
    try (var daemon = Served.start(folder)) {
      daemon.child().terminate();
      daemon.child().exitCode();
    }

    try (var daemon = Served.start(folder);
        var client = new AdminClient(daemon.admin(), null)) {
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "serve --nonsense", "demo --for soon", "send-test-event"})
  void refusesWhatItDoesNotKnow(String line) throws Exception {
    try (var child = Child.program(folder, Map.of(), line.split(" "))) {
      assertThat(child.exitCode()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "demo", "simulator", "doctor", "reconcile", "send-test-event", "version"})
  void explainsEveryCommand(String command) throws Exception {
    try (var child = Child.program(folder, Map.of(), command, "--help")) {
      assertThat(child.exitCode()).isZero();
      assertThat(child.output()).contains("Usage: e2b-reconciler " + command);
    }
  }
}

package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever mistypes is told what, in a sentence and without a trace. */
@Timeout(120)
final class BadArgumentsIT {

  @TempDir private Path folder;

  @Test
  void aPortThatIsTakenIsNamedWithItsOption() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = taken.getLocalPort();
      var sentence = "port %d of 127.0.0.1 is taken; stop what uses it, or name another with %s";

      expect(1, sentence.formatted(port, "--port"), "simulator --port " + port);
      expect(1, sentence.formatted(port, "--simulator-port"), "demo --simulator-port " + port);
      expect(
          1,
          "webhooks port 127.0.0.1:%d is taken; set server.port or E2B_RECONCILER_PORT"
              .formatted(port),
          "demo --simulator-port 0 --admin-port 0 --port " + port);
    }
  }

  @Test
  void whatIsNoPortIsToldBeforeAnythingIsOpened() throws Exception {
    expect(2, "'99999' is not a port from 0 to 65535", "simulator --port 99999");
    expect(2, "'-1' is not a port from 0 to 65535", "demo --simulator-port 0 --admin-port -1");
    expect(2, "'http' is not a port from 0 to 65535", "rehearse --port http");
  }

  @Test
  void addressesAndFilesThatAreNoneAreToldBeforeAnythingIsSent() throws Exception {
    var sentence = "'%s' is not an address such as http://127.0.0.1:8081";
    for (var address :
        List.of("localhost:8081", "127.0.0.1:8081", "http:///reconcile", "ftp://a")) {
      expect(2, sentence.formatted(address), "reconcile --admin " + address);
    }
    expect(2, sentence.formatted("here"), "send-test-event --secret x --url here");
    expect(1, "There is no file nowhere", "reconcile --token-file nowhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2\nhunter3", "hunt\u00e9r2", ""})
  void aFileThatHoldsNoTokenIsNamedAndItsContentIsNot(String content) throws Exception {
    var file = Files.writeString(folder.resolve("token"), content);

    try (var program = Child.program(folder, Map.of(), "reconcile", "--token-file", "" + file)) {
      assertThat(program.exitCode()).as(program.output()).isEqualTo(78);
      assertThat(program.output())
          .contains(file + " holds no token: one line of letters that a header can carry")
          .doesNotContain("hunt", "Exception");
    }
  }

  @Test
  void whatIsNoSandboxIdIsToldBeforeAnythingIsSent() throws Exception {
    expect(
        2,
        "'a/b' is not a sandbox id: letters, digits, underscores and dashes",
        "send-test-event --url http://127.0.0.1:9/ --secret x --sandbox a/b");
  }

  private void expect(int status, String sentence, String arguments) throws Exception {
    try (var program = Child.program(folder, Map.of(), arguments.split(" "))) {
      assertThat(program.exitCode()).as(program.output()).isEqualTo(status);
      assertThat(program.output()).contains(sentence).doesNotContain("\tat ", "Exception");
    }
  }
}

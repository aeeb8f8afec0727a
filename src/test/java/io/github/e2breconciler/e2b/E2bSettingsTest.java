package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class E2bSettingsTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void callsTheHostedE2bByDefault() {
    var in = ConfigReader.parse("", Map.of("E2B_API_KEY", "e2b_key"));

    assertThat(E2bSettings.read(in, ACCOUNT, in.section("api"), true))
        .isEqualTo(
            new E2bSettings(
                ACCOUNT,
                URI.create("https://api.e2b.app"),
                Secret.of("e2b_key"),
                10,
                4,
                new E2bSettings.Circuit(5, HALF_MINUTE, HALF_MINUTE)));
    in.finish();
  }

  @Test
  void readsEveryKey() throws IOException {
    var file = Files.writeString(folder.resolve("key"), "e2b_file");
    var yaml =
        """
        api-url: http://127.0.0.1:8070
        api-key-file: %s
        api:
          calls-per-second: 50
          concurrency: 8
          circuit: { failures: 2, window: 3s, open-for: 4s }
        """
            .formatted(file);

    assertThat(Reads.read(yaml, E2bSettingsTest::read))
        .isEqualTo(
            new E2bSettings(
                ACCOUNT,
                URI.create("http://127.0.0.1:8070"),
                Secret.of("e2b_file"),
                50,
                8,
                new E2bSettings.Circuit(2, Duration.ofSeconds(3), Duration.ofSeconds(4))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api-url: api.e2b.app | api-url is not an http or https URL: api.e2b.app",
        "api: { calls-per-second: 0 } | api.calls-per-second is 0, less than 1",
        "api: { concurrency: 101 } | api.concurrency is 101, more than 100",
        "api: { circuit: { failures: 0 } } | api.circuit.failures is 0, less than 1",
        "api: { circuit: { window: 0s } } | api.circuit.window is 0s, less than 1s",
        "api: { circuit: { open-for: 11m } } | api.circuit.open-for is 11m, more than 10m"
      })
  void refusesEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, E2bSettingsTest::read)).contains(problem + " (line 1)");
  }

  @Test
  void refusesAKeyThatNoHeaderCanCarry() {
    var in = ConfigReader.parse("", Map.of("E2B_API_KEY", "schl\u00fcssel"));

    E2bSettings.read(in, ACCOUNT, in.section("api"), true);

    assertThat(in.mistakes()).isEqualTo(1);
  }

  private static E2bSettings read(ConfigReader in) {
    return E2bSettings.read(in, ACCOUNT, in.section("api"), false);
  }
}

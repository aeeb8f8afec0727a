package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.ListenerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminSettingsTest {

  private static final String UNFIT =
      "is a token with letters that no header can carry, or a space at an end";

  @TempDir private Path folder;

  @Test
  void listensOnLoopbackWithoutATokenByDefault() {
    assertThat(Reads.read("", AdminSettings::read))
        .isEqualTo(new AdminSettings(new ListenerSettings("127.0.0.1", 8081), null));
  }

  @Test
  void readsEveryKey() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "t0ken\n");

    assertThat(Reads.read("host: 0.0.0.0\nport: 0\ntoken-file: " + file, AdminSettings::read))
        .isEqualTo(new AdminSettings(new ListenerSettings("0.0.0.0", 0), Secret.of("t0ken")));
  }

  @Test
  void takesTheTokenFromTheEnvironment() {
    var in = ConfigReader.parse("host: 10.0.0.1", Map.of("E2B_RECONCILER_ADMIN_TOKEN", "t0ken"));

    assertThat(AdminSettings.read(in).token()).isEqualTo(Secret.of("t0ken"));
    in.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "'::1'", "'[::1]'"})
  void needsNoTokenOnLoopback(String host) {
    assertThat(Reads.read("host: " + host, AdminSettings::read).listener().loopback()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host: 0.0.0.0 | host is not loopback, so set token-file beside it, or"
            + " E2B_RECONCILER_ADMIN_TOKEN",
        "host: 127.0.0.1.example.org | host is not loopback, so set token-file beside it, or"
            + " E2B_RECONCILER_ADMIN_TOKEN",
        "host: '' | host is empty",
        "port: 65536 | port is 65536, more than 65535",
        "port: -1 | port is -1, less than 0"
      })
  void refusesEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, AdminSettings::read)).contains(problem + " (line 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t0ken ", " t0ken", "t\u00f6ken", "\ufefft0ken"})
  void refusesATokenThatNoRequestCouldShow(String token) throws IOException {
    var file = Files.writeString(folder.resolve("token"), token);

    assertThat(Reads.problems("token-file: " + file, AdminSettings::read))
        .containsExactly("token-file " + UNFIT + " (line 1)");
  }

  @Test
  void refusesATokenOfTheEnvironmentThatNoRequestCouldShow() {
    var in = ConfigReader.parse("", Map.of("E2B_RECONCILER_ADMIN_TOKEN", "t\u00f6ken"));

    AdminSettings.read(in);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(in::finish)
        .withMessage("E2B_RECONCILER_ADMIN_TOKEN " + UNFIT);
  }

  @Test
  void tellsABadTokenFileOnce() {
    assertThat(Reads.problems("host: 0.0.0.0\ntoken-file: /absent/token", AdminSettings::read))
        .containsExactly(
            "token-file is no file that is there; name the file, not the secret (line 2)");
  }
}

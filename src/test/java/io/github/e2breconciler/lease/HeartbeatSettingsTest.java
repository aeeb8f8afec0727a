package io.github.e2breconciler.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeartbeatSettingsTest {

  @TempDir private Path folder;

  @Test
  void hasNoTokenOfItsOwnByDefault() {
    assertThat(Reads.read("", HeartbeatSettings::read))
        .isEqualTo(new HeartbeatSettings(null, false));
  }

  @Test
  void readsEveryKey() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "pulse\n");

    assertThat(
            Reads.read("token-file: " + file + "\non-public-port: true", HeartbeatSettings::read))
        .isEqualTo(new HeartbeatSettings(Secret.of("pulse"), true));
  }

  @Test
  void refusesATokenThatNoRequestCouldShow() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "pulse ");

    assertThat(Reads.problems("token-file: " + file, HeartbeatSettings::read))
        .containsExactly(
            "token-file is a token with letters that no header can carry, or a space at an end"
                + " (line 1)");
  }

  @Test
  void refusesThePublicPortWithoutAToken() {
    assertThat(Reads.problems("on-public-port: true", HeartbeatSettings::read))
        .containsExactly("on-public-port is true without a token-file beside it (line 1)");
  }
}

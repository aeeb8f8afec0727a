package io.github.e2breconciler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifySettingsTest {

  private static final String LONG_ENOUGH = "a-secret-of-24-bytes-or-so";

  @TempDir private Path folder;

  @Test
  void tellsNobodyByDefault() {
    assertThat(Reads.read("", NotifySettings::read))
        .isEqualTo(new NotifySettings(null, null, null, Duration.ofMinutes(10)));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            Reads.read(
                """
                url: https://example.org/hook
                secret-file: %s
                admin-url: https://reconciler.example.org
                give-up-after: 1h
                """
                    .formatted(secret(LONG_ENOUGH)),
                NotifySettings::read))
        .isEqualTo(
            new NotifySettings(
                URI.create("https://example.org/hook"),
                Secret.of(LONG_ENOUGH),
                URI.create("https://reconciler.example.org"),
                Duration.ofHours(1)));
  }

  @Test
  void refusesAReceiverWithoutASecret() {
    assertThat(Reads.problems("url: https://example.org/hook", NotifySettings::read))
        .containsExactly("url is set without a secret-file beside it to sign with (line 1)");
  }

  @Test
  void refusesASecretWithoutAReceiver() throws IOException {
    assertThat(Reads.problems("secret-file: " + secret(LONG_ENOUGH), NotifySettings::read))
        .containsExactly("secret-file is set without a url beside it (line 1)");
  }

  @Test
  void refusesAKeyThatCanBeGuessed() throws IOException {
    assertThat(problems("a-secret-of-23-bytes-no"))
        .containsExactly("secret-file holds a key of less than 24 bytes (line 2)");
  }

  @Test
  void refusesBrokenBase64WithoutShowingIt() throws IOException {
    assertThat(problems("whsec_***"))
        .containsExactly("secret-file holds no Base64 behind whsec_ (line 2)");
  }

  @Test
  void tellsAnUnreadableFileOnce() {
    assertThat(
            Reads.problems(
                "url: https://example.org/hook\nsecret-file: " + folder.resolve("none"),
                NotifySettings::read))
        .hasSize(1);
  }

  private List<String> problems(String secret) throws IOException {
    return Reads.problems(
        "url: https://example.org/hook\nsecret-file: " + secret(secret), NotifySettings::read);
  }

  private Path secret(String text) throws IOException {
    return Files.writeString(folder.resolve("secret"), text + "\n");
  }
}

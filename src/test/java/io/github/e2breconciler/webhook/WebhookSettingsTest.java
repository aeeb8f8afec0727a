package io.github.e2breconciler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebhookSettingsTest {

  private static final AccountId ACCOUNT = new AccountId("default");

  @TempDir private Path folder;

  @Test
  void takesE2bsSignatureOnTwoPathsByDefault() {
    assertThat(Reads.read("", WebhookSettingsTest::read))
        .isEqualTo(
            new WebhookSettings(
                List.of("/webhooks/e2b", "/postreceive"),
                List.of(new WebhookAccount(ACCOUNT, List.of(), Set.of(SignatureScheme.E2B)))));
  }

  @Test
  void readsEveryKey() throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "hush\n");
    var yaml =
        """
        webhook-paths: [/hook]
        webhook-secret-files: [%s]
        accept-signatures: [hmac-sha256, e2b]
        """
            .formatted(file);

    assertThat(Reads.read(yaml, WebhookSettingsTest::read))
        .isEqualTo(
            new WebhookSettings(
                List.of("/hook"),
                List.of(
                    new WebhookAccount(
                        ACCOUNT,
                        List.of(Secret.of("hush")),
                        Set.of(SignatureScheme.E2B, SignatureScheme.HMAC_SHA256)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook-paths: [] | webhook-paths is empty",
        "webhook-paths: [/a, /a] | webhook-paths has the same path twice",
        "webhook-paths: [a] | webhook-paths has what is not a path like /webhooks/e2b: a",
        "webhook-paths: [/] | webhook-paths has what is not a path like /webhooks/e2b: /",
        "webhook-paths: ['/{x}'] | webhook-paths has what is not a path like /webhooks/e2b: /{x}",
        "accept-signatures: [] | accept-signatures is empty",
        "accept-signatures: [sha1] | accept-signatures has sha1, not one of e2b, hmac-sha256",
        "webhook-secret-files: [/absent] | webhook-secret-files is no file that is there;"
            + " name the file, not the secret"
      })
  void refusesEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, WebhookSettingsTest::read)).contains(problem + " (line 1)");
  }

  @Test
  void tellsAWordThatIsNoSignatureOnce() {
    assertThat(Reads.problems("accept-signatures: [md5]", WebhookSettingsTest::read))
        .filteredOn(problem -> problem.startsWith("accept-signatures"))
        .containsExactly("accept-signatures has md5, not one of e2b, hmac-sha256 (line 1)");
  }

  private static WebhookSettings read(ConfigReader in) {
    return WebhookSettings.read(in, List.of(WebhookAccount.read(in, ACCOUNT, false)));
  }
}

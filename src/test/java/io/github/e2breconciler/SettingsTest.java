package io.github.e2breconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.http.ListenerSettings;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.AccountId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

  private static final Map<String, String> LEAST =
      Map.of("E2B_API_KEY", "e2b_key", "E2B_WEBHOOK_SECRET", "whsec_1");

  @TempDir private Path folder;

  @Test
  void needsNoMoreThanAKeyAndASecret() {
    var settings = Settings.read(null, LEAST);

    assertThat(settings.server()).isEqualTo(new ListenerSettings("0.0.0.0", 8080));
    assertThat(settings.admin().listener()).isEqualTo(new ListenerSettings("127.0.0.1", 8081));
    assertThat(settings.ownerKey()).isEqualTo("owner");
    assertThat(settings.accounts())
        .singleElement()
        .satisfies(account -> {
          assertThat(account.id()).isEqualTo(new AccountId("default"));
          assertThat(account.e2b().key()).isEqualTo(Secret.of("e2b_key"));
          assertThat(account.webhook().secrets()).containsExactly(Secret.of("whsec_1"));
          assertThat(account.webhookMode()).isEqualTo(WebhookMode.WATCH);
          assertThat(account.publicUrl()).isNull();
          assertThat(account.scope()).isEqualTo(new Scope(Map.of()));
        });
    assertThat(settings.policies().list()).extracting(Policy::name).containsExactly("overdue");
  }

  @Test
  void putsTheEnvironmentOnTopOfTheFile() throws IOException {
    var settings =
        Settings.parse(
            """
            server: { port: 1 }
            admin: { port: 2, token-file: %s }
            accounts:
              - { api-url: https://file.example.org, api-key-file: %s, webhook-secret-files: %s }
            """
                .formatted(file("file-token"), file("file-key"), file("file-secret")),
            Map.of(
                "E2B_API_KEY", "key",
                "E2B_WEBHOOK_SECRET", "old,new",
                "E2B_API_URL", "http://127.0.0.1:8070",
                "E2B_RECONCILER_PORT", "18080",
                "E2B_RECONCILER_ADMIN_PORT", "18081",
                "E2B_RECONCILER_ADMIN_TOKEN", "token"));

    var account = settings.accounts().getFirst();
    assertThat(account.e2b().key()).isEqualTo(Secret.of("key"));
    assertThat(account.e2b().url()).isEqualTo(URI.create("http://127.0.0.1:8070"));
    assertThat(account.webhook().secrets()).containsExactly(Secret.of("old"), Secret.of("new"));
    assertThat(settings.server().port()).isEqualTo(18_080);
    assertThat(settings.admin().listener().port()).isEqualTo(18_081);
    assertThat(settings.admin().token()).isEqualTo(Secret.of("token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "' '"})
  void refusesAnOwnerKeyThatNoSandboxHas(String key) {
    assertThat(problems("owner-key: " + key, LEAST))
        .containsExactly("owner-key is empty, so no heartbeat of an owner would protect (line 1)");
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    var problems =
        problems(
            """
            server: { port: 9000 }
            admin: { port: 9000 }
            accounts: [{ name: Blue, webhook: manage }]
            policies: [{ name: p, when: overdue, match: { account: red } }]
            """,
            LEAST);

    assertThat(problems)
        .containsExactly(
            "admin.port is the server's port as well: 9000 (line 2)",
            "accounts[0].name is not lower-case letters, digits and dashes: Blue (line 3)",
            "accounts[0].webhook is manage, so set public-url beside it to what E2B is to call"
                + " (line 3)",
            "policies has p for account red, not one of [default] (line 4)");
  }

  @Test
  void tellsMistakesOfAllSectionsAtOnce() {
    var problems =
        problems(
            """
            mode: destroy
            detection: 0s
            setle: 1m
            caps: { per-pass: -1 }
            suspicion: { shrink: 0% }
            store: { url: jdbc:h2:mem }
            """,
            LEAST);

    assertThat(problems)
        .hasSize(6)
        .anyMatch(problem -> problem.endsWith("did you mean settle? (line 3)"));
  }

  @Test
  void refusesWindowsThatAreNeverOpenTogether() {
    assertThat(
            problems(
                """
                window: { hours: "09:00-17:00", zone: UTC }
                policies:
                  - { name: night, when: overdue, window: { hours: "17:00-09:00", zone: UTC } }
                  - { name: day, when: overdue, window: { hours: "16:00-18:00", zone: UTC } }
                """,
                LEAST))
        .singleElement(STRING)
        .contains("night", "17:00-09:00", "09:00-17:00")
        .doesNotContain("has day");
  }

  @Test
  void describesWhatHoldsWithoutSecrets() {
    var settings = Settings.parse("settle: 3m", LEAST);

    assertThat(settings.describe())
        .contains(
            "settle=3m",
            "mode=observe",
            "policies[0].when=overdue",
            "accounts[0].api-key-file=***",
            "server.port=8080")
        .noneMatch(line -> line.contains("e2b_key") || line.contains("whsec_1"));
    assertThat(settings).asString().doesNotContain("e2b_key", "whsec_1");
    assertThat(settings.reap().timings().settle()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void givesOwnersNoTokenOfTheAdminPort() throws IOException {
    var token = file("one-token");
    var yaml =
        "admin: {token-file: %s}\nheartbeat: {token-file: %s}".formatted(token, file("one-token"));

    assertThat(problems(yaml, LEAST))
        .containsExactly(
            "heartbeat.token-file holds the admin port's token, with which owners could end"
                + " sandboxes (line 2)");
  }

  @Test
  void showsNoPathOfAHook() throws IOException {
    var key = file("a-secret-of-24-bytes-or-so");
    var settings =
        Settings.parse(
            "notify: {url: 'https://hooks.example.org:8443/T0/B0/hidden', secret-file: %s}"
                .formatted(key),
            LEAST);

    assertThat(settings.describe())
        .contains("notify.url=https://hooks.example.org:8443/...")
        .noneMatch(line -> line.contains("hidden"));
    assertThat(settings.notices().url()).hasPath("/T0/B0/hidden");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve(content), content + "\n");
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    return catchThrowableOfType(ConfigException.class, () -> Settings.parse(yaml, environment))
        .problems();
  }
}

package io.github.e2breconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.AccountId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts as settings have them, alone and beside one another. */
final class AccountSettingsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("E2B_API_KEY", "e2b_key", "E2B_WEBHOOK_SECRET", "whsec_1");

  @TempDir private Path folder;

  @Test
  void readsSeveralAccounts() throws IOException {
    var settings =
        Settings.parse(
            """
            accounts:
              - name: blue
                api-key-file: %s
                webhook-secret-files: [%s, %s]
                scope: { metadata: { fleet: blue } }
                webhook: manage
                public-url: https://blue.example.org/webhooks/e2b
              - name: green
                api-url: http://127.0.0.1:8070
                api-key-file: %s
                webhook: off
            owner-key: team
            mode: notify
            """
                .formatted(file("blue-key"), file("one"), file("two"), file("green-key")),
            Map.of());

    assertThat(settings.ownerKey()).isEqualTo("team");
    assertThat(settings.accounts())
        .extracting(account -> account.id().name())
        .containsExactly("blue", "green");
    var blue = settings.accounts().getFirst();
    assertThat(blue.e2b().key()).isEqualTo(Secret.of("blue-key"));
    assertThat(blue.webhook().secrets()).containsExactly(Secret.of("one"), Secret.of("two"));
    assertThat(blue.webhookMode()).isEqualTo(WebhookMode.MANAGE);
    assertThat(blue.publicUrl()).isEqualTo(URI.create("https://blue.example.org/webhooks/e2b"));
    assertThat(settings.reap().scopes())
        .containsEntry(new AccountId("blue"), new Scope(Map.of("fleet", "blue")))
        .containsEntry(new AccountId("green"), new Scope(Map.of()));
    assertThat(settings.webhook().accounts()).hasSize(2);
  }

  @Test
  void saysWhatToSetWhenNothingIs() {
    assertThat(problems("", Map.of()))
        .containsExactly(
            "accounts[0].api-key-file is missing: write the API key to a file and name it here, or"
                + " set E2B_API_KEY",
            "accounts[0].webhook-secret-files is empty: write the webhook's secret to a file and"
                + " name it here, or set E2B_WEBHOOK_SECRET, or say webhook: off");
  }

  @Test
  void tellsAnUnreadableSecretOnce() {
    var problems = problems("accounts: [{ api-key-file: /absent/key, webhook: off }]", Map.of());

    assertThat(problems)
        .containsExactly(
            "accounts[0].api-key-file is no file that is there; name the file, not the secret"
                + " (line 1)");
  }

  @Test
  void refusesTheEnvironmentsKeysWithSeveralAccounts() {
    var problems = problems("accounts: [{ name: a }, { name: b }]", ENVIRONMENT);

    assertThat(problems)
        .contains(
            "accounts are several, so E2B_API_KEY could be of any of them; unset it, and"
                + " name files in each of them (line 1)",
            "accounts are several, so E2B_WEBHOOK_SECRET could be of any of them; unset"
                + " it, and name files in each of them (line 1)")
        .filteredOn(problem -> problem.contains("api-key-file is missing"))
        .hasSize(2)
        .noneMatch(problem -> problem.contains("E2B_API_KEY"));
  }

  @Test
  void refusesAccountsThatShareANameOrASecret() throws IOException {
    var both = "api-key-file: %s, webhook-secret-files: [%s]".formatted(file("k"), file("hush"));

    assertThat(
            problems(
                """
                accounts:
                  - { name: a, %1$s }
                  - { name: b, %1$s }
                  - { name: a, %1$s }
                """
                    .formatted(both),
                Map.of()))
        .containsExactly(
            "accounts[1].webhook-secret-files has a secret that account a has (line 3)",
            "accounts[2].name is the name of two accounts: a (line 4)");
  }

  @Test
  void refusesAccountsOfOneTeamThatMayHaveOneSandbox() throws IOException {
    assertThat(
            problems(
                """
                accounts:
                  - { name: a, %1$s, scope: { metadata: { app: x } } }
                  - { name: b, %1$s, scope: { metadata: { app: x, kind: y } } }
                  - { name: c, %1$s, scope: { metadata: { app: z } } }
                  - { name: d, %1$s }
                  - { name: e, %2$s, scope: { metadata: { app: x } } }
                  - { name: f, %1$s, api-url: "https://other", scope: { metadata: { app: x } } }
                  - { name: g, webhook: off, scope: { metadata: { app: x } } }
                  - { name: h, webhook: off, scope: { metadata: { app: x } } }
                """
                    .formatted(
                        "webhook: off, api-key-file: " + file("k"),
                        "webhook: off, api-key-file: " + file("another")),
                Map.of()))
        .filteredOn(problem -> !problem.contains("api-key-file is missing"))
        .containsExactly(
            "accounts[1].scope may have sandboxes that account a has too, by the same key; let"
                + " their scopes differ in a value of one metadata key (line 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.e2b.app/", "https://API.e2b.app", "https://api.e2b.app:443"})
  void knowsOneServiceHoweverItsUrlIsWritten(String url) throws IOException {
    var yaml =
        """
        accounts:
          - { name: a, webhook: off, api-key-file: %1$s, scope: { metadata: { app: x } } }
          - { name: b, webhook: off, api-key-file: %1$s, scope: { metadata: { app: x } },
              api-url: "%2$s" }
        """
            .formatted(file("k"), url);

    assertThat(problems(yaml, Map.of()))
        .singleElement()
        .matches(problem -> problem.startsWith("accounts[1].scope may have sandboxes"));
  }

  @Test
  void killsAndPausesOnlyWhereEveryAccountHasAScope() throws IOException {
    var yaml =
        """
        mode: %%s
        accounts:
          - { name: a, api-key-file: %1$s, webhook: off }
          - { name: b, api-key-file: %1$s, webhook: off }
          - { name: c, api-key-file: %1$s, webhook: off, scope: { metadata: { x: y } } }
        """
            .formatted(file("k"));

    assertThat(Settings.parse(yaml.formatted("notify"), Map.of()).reap().mode().label())
        .isEqualTo("notify");
    for (var mode : List.of("pause", "kill")) {
      assertThat(problems(yaml.formatted(mode), Map.of()))
          .containsExactly(
              "mode is %s, but account a has no scope.metadata to prove what is ours (line 1)"
                  .formatted(mode),
              "mode is %s, but account b has no scope.metadata to prove what is ours (line 1)"
                  .formatted(mode));
    }
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve(content), content + "\n");
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    return catchThrowableOfType(ConfigException.class, () -> Settings.parse(yaml, environment))
        .problems();
  }
}

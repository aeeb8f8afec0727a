package io.github.e2breconciler;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.e2b.E2bSettings;
import io.github.e2breconciler.e2b.WebhookMode;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.webhook.WebhookAccount;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One account.
 *
 * @param scope an empty one contains nothing
 * @param publicUrl where E2B reaches our webhook path; null where nobody said
 */
public record AccountSettings(
    E2bSettings e2b,
    WebhookAccount webhook,
    Scope scope,
    WebhookMode webhookMode,
    @Nullable URI publicUrl) {

  /** The account's name. */
  public AccountId id() {
    return e2b.account();
  }

  /**
   * Reads one of {@code accounts}.
   *
   * @param api the section {@code api}, whose limits hold for every account
   * @param only whether there is no other, so that the environment's key and secret are its own
   */
  static AccountSettings read(ConfigReader in, ConfigReader api, boolean only) {
    var id = id(in);
    var e2b = E2bSettings.read(in, id, api, only);
    var webhookMistakes = in.mistakes();
    var webhook = WebhookAccount.read(in, id, only);
    var readable = in.mistakes() == webhookMistakes;
    var scope = Scope.read(in.section("scope"));
    var mode =
        in.choice("webhook", WebhookMode.WATCH, List.of(WebhookMode.values()), WebhookMode::label);
    @Nullable URI publicUrl = in.uri("public-url");
    if (mode != WebhookMode.OFF && webhook.secrets().isEmpty() && readable) {
      in.problem(
          "webhook-secret-files",
          "is empty: write the webhook's secret to a file and name it here%s, or say webhook: off"
              .formatted(only ? ", or set E2B_WEBHOOK_SECRET" : ""));
    }
    if (mode == WebhookMode.MANAGE && publicUrl == null) {
      in.problem("webhook", "is manage, so set public-url beside it to what E2B is to call");
    }
    return new AccountSettings(e2b, webhook, scope, mode, publicUrl);
  }

  private static AccountId id(ConfigReader in) {
    var name = in.text("name", "default");
    if (AccountId.valid(name)) {
      return new AccountId(name);
    }
    in.problem("name", "is not lower-case letters, digits and dashes: " + name);
    return new AccountId("default");
  }
}

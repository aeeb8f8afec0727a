package io.github.e2breconciler.webhook;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.util.List;
import java.util.Set;

/**
 * Whose deliveries we accept.
 *
 * @param secrets each of them verifies, so that one can be rotated; none: nothing verifies
 */
public record WebhookAccount(AccountId id, List<Secret> secrets, Set<SignatureScheme> accepts) {

  public WebhookAccount {
    secrets = List.copyOf(secrets);
    accepts = Set.copyOf(accepts);
  }

  /**
   * Reads {@code webhook-secret-files} and {@code accept-signatures} of one account.
   *
   * @param fromEnvironment whether {@code E2B_WEBHOOK_SECRET} is this account's
   */
  public static WebhookAccount read(ConfigReader in, AccountId id, boolean fromEnvironment) {
    var secrets = in.secrets("webhook-secret-files", fromEnvironment ? "E2B_WEBHOOK_SECRET" : null);
    var mistakes = in.mistakes();
    var accepts =
        in.choices(
            "accept-signatures",
            List.of(SignatureScheme.E2B),
            List.of(SignatureScheme.values()),
            SignatureScheme::label);
    if (accepts.isEmpty() && in.mistakes() == mistakes) {
      in.problem("accept-signatures", "is empty");
    }
    return new WebhookAccount(id, secrets, Set.copyOf(accepts));
  }
}

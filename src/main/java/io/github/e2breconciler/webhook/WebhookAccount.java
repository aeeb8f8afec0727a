package io.github.e2breconciler.webhook;

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
}

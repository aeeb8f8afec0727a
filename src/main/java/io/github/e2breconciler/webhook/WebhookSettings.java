package io.github.e2breconciler.webhook;

import java.util.List;

/**
 * The webhook routes.
 *
 * @param paths each takes {@code POST PATH} and {@code POST PATH/ACCOUNT}
 */
public record WebhookSettings(List<String> paths, List<WebhookAccount> accounts) {

  public WebhookSettings {
    paths = List.copyOf(paths);
    accounts = List.copyOf(accounts);
  }
}

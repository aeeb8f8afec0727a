package io.github.e2breconciler.webhook;

import io.github.e2breconciler.config.ConfigReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The webhook routes.
 *
 * @param paths each takes {@code POST PATH} and {@code POST PATH/ACCOUNT}
 */
public record WebhookSettings(List<String> paths, List<WebhookAccount> accounts) {

  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  public WebhookSettings {
    paths = List.copyOf(paths);
    accounts = List.copyOf(accounts);
  }

  /** Reads {@code webhook-paths} of the section {@code server}. */
  public static WebhookSettings read(ConfigReader in, List<WebhookAccount> accounts) {
    var paths = in.texts("webhook-paths", List.of("/webhooks/e2b", "/postreceive"));
    for (var path : paths) {
      if (!PATH.matcher(path).matches()) {
        in.problem("webhook-paths", "has what is not a path like /webhooks/e2b: " + path);
      }
    }
    if (paths.isEmpty() || Set.copyOf(paths).size() < paths.size()) {
      in.problem("webhook-paths", paths.isEmpty() ? "is empty" : "has the same path twice");
    }
    return new WebhookSettings(paths, accounts);
  }
}

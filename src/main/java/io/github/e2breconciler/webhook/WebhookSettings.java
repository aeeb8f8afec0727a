package io.github.e2breconciler.webhook;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.http.TrustedProxies;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The webhook routes.
 *
 * @param paths each takes {@code POST PATH} and {@code POST PATH/ACCOUNT}
 * @param proxies whose word on where a request came from is taken
 */
public record WebhookSettings(
    List<String> paths, List<WebhookAccount> accounts, TrustedProxies proxies) {

  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  public WebhookSettings {
    paths = List.copyOf(paths);
    accounts = List.copyOf(accounts);
  }

  /** Without a proxy in front. */
  public WebhookSettings(List<String> paths, List<WebhookAccount> accounts) {
    this(paths, accounts, TrustedProxies.NONE);
  }

  /** Reads {@code webhook-paths} and {@code trusted-proxies} of the section {@code server}. */
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
    return new WebhookSettings(paths, accounts, TrustedProxies.read(in));
  }
}

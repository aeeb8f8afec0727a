package io.github.e2breconciler.admin;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.http.ListenerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The admin port.
 *
 * @param token what everything but health, metrics and the static page asks for; null asks for none
 */
public record AdminSettings(ListenerSettings listener, @Nullable Secret token) {

  private static final String TOKEN_VARIABLE = "E2B_RECONCILER_ADMIN_TOKEN";

  /** Reads the section {@code admin}. */
  public static AdminSettings read(ConfigReader in) {
    var listener = ListenerSettings.read(in, "127.0.0.1", 8081, "E2B_RECONCILER_ADMIN_PORT");
    @Nullable Secret token = in.token("token-file", TOKEN_VARIABLE);
    if (token == null && !listener.loopback() && !in.has("token-file")) {
      in.problem("host", "is not loopback, so set token-file beside it, or " + TOKEN_VARIABLE);
    }
    return new AdminSettings(listener, token);
  }
}

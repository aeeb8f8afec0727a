package io.github.e2breconciler.lease;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who may send heartbeats.
 *
 * @param token may renew and end leases and nothing else; null where only the admin token may
 * @param onPublicPort whether leases are also taken on the webhook port, with this token
 */
public record HeartbeatSettings(@Nullable Secret token, boolean onPublicPort) {

  /** Reads the section {@code heartbeat}. */
  public static HeartbeatSettings read(ConfigReader in) {
    @Nullable Secret token = in.token("token-file", "E2B_RECONCILER_HEARTBEAT_TOKEN");
    var onPublicPort = in.flag("on-public-port", false);
    if (onPublicPort && token == null) {
      in.problem("on-public-port", "is true without a token-file beside it");
    }
    return new HeartbeatSettings(token, onPublicPort);
  }
}

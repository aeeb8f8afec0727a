package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Faults.Call;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which call a request is.
 *
 * @param sandbox that it is about, or null for none
 */
record CallTarget(Call call, @Nullable SandboxId sandbox) {

  private static final Pattern SANDBOX =
      Pattern.compile("(?:/v2)?/sandboxes/(?<id>[^/]+)(?<rest>/.*)?");

  /** The call, or null for the simulator's own routes. */
  static @Nullable CallTarget of(String method, String path) {
    if (path.equals("/health") || path.startsWith("/simulator/")) {
      return null;
    }
    if (path.startsWith("/events/webhooks")) {
      return new CallTarget(Call.WEBHOOKS, null);
    }
    if (path.startsWith("/events/")) {
      return new CallTarget(Call.EVENTS, null);
    }
    var create = method.equals("POST");
    if (path.equals("/sandboxes") && !create) {
      return new CallTarget(Call.OTHER, null); // the list of old, which has no pages to spoil
    }
    if (path.equals("/sandboxes") || path.equals("/v2/sandboxes")) {
      return new CallTarget(create ? Call.CREATE : Call.LIST, null);
    }
    var matcher = SANDBOX.matcher(path);
    if (!matcher.matches() || !SandboxId.valid(matcher.group("id"))) {
      return new CallTarget(Call.OTHER, null);
    }
    var rest = matcher.group("rest");
    return new CallTarget(
        call(method, rest == null ? "" : rest), new SandboxId(matcher.group("id")));
  }

  private static Call call(String method, String rest) {
    return switch (method + " " + rest) {
      case "GET " -> Call.READ;
      case "DELETE " -> Call.KILL;
      case "POST /pause" -> Call.PAUSE;
      default -> method.equals("POST") ? Call.CHANGE : Call.OTHER;
    };
  }
}

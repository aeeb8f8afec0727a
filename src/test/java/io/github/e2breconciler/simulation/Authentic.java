package io.github.e2breconciler.simulation;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.webhook.Signature;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * S7: nothing is taken that E2B did not send like this: signed by one of the secrets, in the
 * version that there is, and over before any other bytes. What is sent again is another's: it is
 * taken and does nothing.
 */
final class Authentic {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final List<Secret> secrets;

  Authentic(List<String> secrets) {
    this.secrets = secrets.stream().map(Secret::of).toList();
  }

  /**
   * It was answered 200.
   *
   * @param sandbox that it tells of, or null if it is no event
   */
  void taken(Map<String, String> headers, byte[] body, @Nullable SandboxId sandbox) {
    if (sandbox == null || !authentic(headers, body)) {
      throw new Violation(
          LawName.S7, sandbox, "a webhook was taken that E2B did not send like this");
    }
  }

  private boolean authentic(Map<String, String> headers, byte[] body) {
    return Signature.VERSION.equals(headers.get(Signature.VERSION_HEADER))
        && endsWithItsObject(body)
        && secrets.stream()
            .map(secret -> Signature.sign(secret, body))
            .anyMatch(signature -> signature.equals(headers.get(Signature.HEADER)));
  }

  /** By another reader than the daemon's, which may be mistaken. */
  private static boolean endsWithItsObject(byte[] body) {
    try {
      return JSON.readTree(body).isObject();
    } catch (IOException _) {
      return false;
    }
  }
}

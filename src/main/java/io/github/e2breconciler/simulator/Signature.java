package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** E2B's signature: unpadded standard base64 of SHA-256 over the secret, then the body. */
final class Signature {

  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  private Signature() {}

  static String of(Secret secret, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(secret.bytes());
      return BASE64.encodeToString(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

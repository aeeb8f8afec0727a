package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Secret;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** E2B's signature: unpadded standard base64 of SHA-256 over the secret, then the body. */
final class Signature {

  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final int BLOCK = 64;
  private static final int LENGTH = 8;

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

  /**
   * The body with SHA-256's padding and {@code appended} behind it: whose signature follows from
   * that of the body and the secret's length alone, without the secret.
   */
  static byte[] extended(Secret secret, byte[] body, String appended) {
    var hashed = secret.bytes().length + body.length;
    var padding = BLOCK - (hashed + LENGTH) % BLOCK;
    var more = appended.getBytes(UTF_8);
    return ByteBuffer.allocate(body.length + padding + LENGTH + more.length)
        .put(body)
        .put((byte) 0x80)
        .put(new byte[padding - 1])
        .putLong(hashed * 8L)
        .put(more)
        .array();
  }
}

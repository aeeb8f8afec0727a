package io.github.e2breconciler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who sent a delivery, and when: HMAC-SHA256 over {@code ID.TIMESTAMP.BODY}, in Base64 behind
 * {@code v1,}. The time is in the signed text, so a receiver that refuses old times cannot be
 * played a recording.
 */
final class Signature {

  /** Keys shorter than this can be guessed. */
  static final int SHORTEST_KEY_BYTES = 24;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String ENCODED = "whsec_";

  private Signature() {}

  /** The headers that identify and sign a delivery sent at {@code at}. */
  static Map<String, String> headers(byte[] key, String id, Instant at, String body) {
    var timestamp = Long.toString(at.getEpochSecond());
    return Map.of(
        "content-type",
        "application/json",
        "webhook-id",
        id,
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        "v1," + Base64.getEncoder().encodeToString(sign(key, id + "." + timestamp + "." + body)));
  }

  /**
   * The key that a secret stands for: Base64 behind {@code whsec_}, else the secret's own bytes.
   *
   * @throws IllegalArgumentException if what follows {@code whsec_} is not Base64
   */
  static byte[] key(Secret secret) {
    var text = secret.reveal();
    return text.startsWith(ENCODED)
        ? Base64.getDecoder().decode(text.substring(ENCODED.length()))
        : secret.bytes();
  }

  private static byte[] sign(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}

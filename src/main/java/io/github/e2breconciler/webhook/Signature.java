package io.github.e2breconciler.webhook;

import io.github.e2breconciler.config.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a delivery, over the raw bytes of its body.
 *
 * <p>E2B's is Base64 of SHA-256(secret + body), a plain digest and no HMAC
 * (https://e2b.dev/docs/sandbox/lifecycle-events-webhooks). Its documentation has shown both
 * alphabets, deliveries came in the standard one, neither with padding: all four are accepted,
 * nothing else is. A digest of this kind can be extended by who has seen one, which is why the body
 * is read so strictly afterwards.
 */
public final class Signature {

  public static final String HEADER = "e2b-signature";
  public static final String VERSION_HEADER = "e2b-signature-version";
  public static final String VERSION = "v1";

  /** Where senders other than E2B put theirs; header names are compared without case. */
  static final String HMAC_HEADER = "x-e2b-signature";

  private static final int DIGEST_BYTES = 32;
  private static final Base64.Encoder PLAIN = Base64.getEncoder().withoutPadding();

  private Signature() {}

  /** The signature as E2B sends it: standard alphabet, no padding. */
  public static String sign(Secret secret, byte[] body) {
    return PLAIN.encodeToString(digest(secret, body));
  }

  /** The signature of senders that use HMAC-SHA256: lower-case hex. */
  public static String signHmac(Secret secret, byte[] body) {
    return HexFormat.of().formatHex(hmac(secret, body));
  }

  /**
   * Whether one of the account's secrets made one of the signatures, by a scheme that it accepts.
   * The time taken tells neither how much was right nor which secret it was.
   */
  static boolean verifies(WebhookAccount account, List<String> signatures, byte[] body) {
    var verified = false;
    for (var secret : account.secrets()) {
      for (var scheme : account.accepts()) {
        var expected =
            switch (scheme) {
              case E2B -> digest(secret, body);
              case HMAC_SHA256 -> hmac(secret, body);
            };
        for (var signature : signatures) {
          verified |= MessageDigest.isEqual(expected, decoded(scheme, signature.strip()));
        }
      }
    }
    return verified;
  }

  /** Whether one of the signatures could be one at all; without, the body need not be read. */
  static boolean plausible(WebhookAccount account, List<String> signatures) {
    return account.accepts().stream()
        .anyMatch(scheme ->
            signatures.stream().anyMatch(text -> decoded(scheme, text.strip()).length > 0));
  }

  private static byte[] decoded(SignatureScheme scheme, String signature) {
    return switch (scheme) {
      case E2B -> decodedBase64(signature);
      case HMAC_SHA256 -> decodedHex(signature);
    };
  }

  /**
   * The 32 bytes that the text stands for in either alphabet, padded or not, or none. Its last
   * letter has two bits too many, and one spelling only in which they are zero.
   */
  private static byte[] decodedBase64(String text) {
    try {
      var standard = text.replace('-', '+').replace('_', '/');
      var bytes = Base64.getDecoder().decode(standard);
      return bytes.length == DIGEST_BYTES && standard.startsWith(PLAIN.encodeToString(bytes))
          ? bytes
          : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** The 32 bytes that the text stands for in hex, or none. */
  private static byte[] decodedHex(String text) {
    if (text.length() != 2 * DIGEST_BYTES) {
      return new byte[0];
    }
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] digest(Secret secret, byte[] body) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(secret.bytes());
      return sha256.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static byte[] hmac(Secret secret, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has HmacSHA256", e);
    }
  }
}

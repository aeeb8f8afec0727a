package io.github.e2breconciler.webhook;

import java.util.Locale;

/** How a sender may sign. */
public enum SignatureScheme {
  /** Base64 of SHA-256(secret + body), as E2B does. */
  E2B,
  /** Hex of HMAC-SHA256, as senders other than E2B do. */
  HMAC_SHA256;

  /** The word of the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

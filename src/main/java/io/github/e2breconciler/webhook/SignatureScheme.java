package io.github.e2breconciler.webhook;

/** How a sender may sign. */
public enum SignatureScheme {
  /** Base64 of SHA-256(secret + body), as E2B does. */
  E2B,
  /** Hex of HMAC-SHA256, as senders other than E2B do. */
  HMAC_SHA256
}

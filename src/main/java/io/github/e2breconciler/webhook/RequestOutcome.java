package io.github.e2breconciler.webhook;

import java.util.Locale;

/** How a request to the webhook ended; the label of its counter. */
enum RequestOutcome {
  ACCEPTED,
  DUPLICATE,
  /** Of a type that we do not know. */
  RECORDED,
  INVALID_SIGNATURE,
  UNSUPPORTED_VERSION,
  MALFORMED,
  TOO_LARGE,
  /** The store could not take it. */
  UNAVAILABLE,
  /** Too many large bodies at once; it was not read. */
  OVERLOADED,
  UNKNOWN_ACCOUNT;

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.github.e2breconciler.e2b;

import java.util.Locale;

/** How far we look after the registration of our webhook at E2B. */
public enum WebhookMode {
  /** Say what is wrong with it. */
  WATCH,
  /** Register, repair and rotate it. */
  MANAGE,
  /** Do without webhooks. */
  OFF;

  /** The word of the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

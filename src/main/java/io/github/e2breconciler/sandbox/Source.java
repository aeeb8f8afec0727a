package io.github.e2breconciler.sandbox;

import java.util.Locale;

/** How we came to know something; a bounded set, used as a metric label. */
public enum Source {
  WEBHOOK,
  FEED,
  DELIVERY_LOG,
  LIST,
  READ,
  /** Remembered by the store from before a restart. */
  STORE;

  /** Whether it tells of a moment, and not of what is there. */
  public boolean event() {
    return this == WEBHOOK || this == FEED || this == DELIVERY_LOG;
  }

  /** The word of answers and metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

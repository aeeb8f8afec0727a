package io.github.e2breconciler.e2b;

import java.util.Locale;

/** What is asked of E2B: the operation label of the metrics. */
enum Operation {
  LIST,
  READ,
  EVENTS,
  WEBHOOKS,
  PAUSE,
  KILL;

  /** Whether it changes something at E2B: sent at most once, and ahead of the reads. */
  boolean action() {
    return this == PAUSE || this == KILL;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

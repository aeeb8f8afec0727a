package io.github.e2breconciler.e2b;

import java.util.Locale;

/** What is asked of E2B: the operation label of the metrics. */
enum Operation {
  LIST,
  READ,
  EVENTS,
  WEBHOOKS,
  DELIVERIES,
  STATS,
  /** Registers or changes a webhook. */
  REGISTER,
  PROBE,
  PAUSE,
  KILL;

  /** Whether it ends or pauses something at E2B: sent at most once, and ahead of the reads. */
  boolean action() {
    return this == PAUSE || this == KILL;
  }

  /** Whether it asks which sandboxes there are, which everything else here stands on. */
  boolean readsSandboxes() {
    return this == LIST || this == READ;
  }

  /** Whether a second call does no more than the first. */
  boolean repeatable() {
    return !action() && this != REGISTER;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.github.e2breconciler.reap;

import java.util.Locale;

/** What came of a step. The names are those of the reports and of {@code actions_total}. */
public enum Outcome {
  PLANNED,
  NOTIFIED,
  PAUSED,
  KILLED,
  /** It was dead already. */
  GONE,
  /** A guard objected. */
  REFUSED,
  /** It was tried and did not happen. */
  FAILED,
  /** It was tried and nobody can say yet whether it happened. */
  UNCONFIRMED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.github.e2breconciler.policy;

import java.util.Locale;

/** How far something may go; each includes the ones before it. */
public enum Action {
  OBSERVE,
  NOTIFY,
  PAUSE,
  KILL;

  /** The word of the configuration, of answers and of metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The lesser of the two. */
  public Action atMost(Action ceiling) {
    return compareTo(ceiling) <= 0 ? this : ceiling;
  }
}

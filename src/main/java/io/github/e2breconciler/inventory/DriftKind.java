package io.github.e2breconciler.inventory;

import java.util.Locale;

/** How belief and E2B can disagree. */
public enum DriftKind {
  MISSED_CREATED,
  MISSED_KILLED,
  MISSED_PAUSED,
  MISSED_RESUMED,
  STALE_DEADLINE,
  STALE_METADATA,
  /** We hold it dead, E2B runs it. */
  ZOMBIE,
  /** Running past its end; open until it ends or is extended. */
  OVERDUE,
  /** A single read says running, two complete walks omitted it; open until they agree. */
  UNLISTED,
  /** Shown as running, and no machine answers; open until one does or it is gone. */
  GHOST;

  /** The word of answers and metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

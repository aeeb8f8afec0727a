package io.github.e2breconciler.sandbox;

import java.util.Locale;

/** What a sandbox is doing, as far as anyone knows. */
public enum State {
  RUNNING,
  PAUSED,
  /** Ended for good: a tombstone. */
  GONE,
  /** E2B named a state that we do not know, or nothing tells which it is. */
  UNKNOWN;

  /** The lower-case word of answers and metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Running or paused, or possibly so: anything but gone. */
  public boolean exists() {
    return this != GONE;
  }
}

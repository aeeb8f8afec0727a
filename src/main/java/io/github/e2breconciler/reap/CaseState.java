package io.github.e2breconciler.reap;

import java.util.Locale;

/** Where the story of a condemned sandbox stands. */
public enum CaseState {
  /** Condemned; the grace of the policy, or of its creation, runs. */
  MARKED(true),
  /** Grace is over; the next step waits for the guards. */
  DUE(true),
  /** People were told; nothing more may be done, or not yet. */
  NOTIFIED(true),
  /** A pause was or may have been sent. */
  PAUSING(true),
  /** Our pause holds: quarantine runs, or the policy asks for no more. */
  PAUSED(true),
  /** It woke after our pause, and what condemned it belonged to its earlier life. */
  REVIVED(true),
  /** A kill was or may have been sent. */
  KILLING(true),
  /** It cannot be finished here: a human has to look. */
  ESCALATED(true),
  /** Our kill is verified. */
  KILLED(false),
  /** It ended without us. */
  GONE(false),
  /** The facts changed in its favour. */
  RECOVERED(false),
  /** A human closed it. */
  RELEASED(false);

  private final boolean open;

  CaseState(boolean open) {
    this.open = open;
  }

  public boolean open() {
    return open;
  }

  /** A request is, or may be, under way. */
  boolean acting() {
    return this == PAUSING || this == KILLING;
  }

  /** The word of rows, answers and metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CaseState of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}

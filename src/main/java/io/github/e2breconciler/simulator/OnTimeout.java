package io.github.e2breconciler.simulator;

import java.util.Locale;

/** What E2B does to a sandbox that reaches its end time; fixed at create. */
public enum OnTimeout {
  KILL,
  PAUSE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

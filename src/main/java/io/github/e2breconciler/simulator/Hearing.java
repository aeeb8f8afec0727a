package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a fleet's heartbeats are heard, in one line where they no longer are, one a minute while
 * they are not, and one where they are again: a large fleet sends hundreds a second. Guarded by its
 * fleet.
 */
final class Hearing {

  private static final Logger log = LoggerFactory.getLogger(Hearing.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private @Nullable Instant said;
  private int unheard;

  void heard() {
    if (said != null) {
      log.info("heartbeats are heard again unheard={}", unheard);
      said = null;
      unheard = 0;
    }
  }

  /** Tells whether it said so. */
  boolean unheard(Instant now, RuntimeException cause) {
    unheard++;
    if (said != null && now.isBefore(said.plus(PERIOD))) {
      return false;
    }
    said = now; // as usual as a daemon that is not up yet: no stack
    log.warn(
        "heartbeats are not heard unheard={} cause={}; sending the next ones when they are due",
        unheard,
        String.valueOf(cause.getMessage()));
    return true;
  }
}

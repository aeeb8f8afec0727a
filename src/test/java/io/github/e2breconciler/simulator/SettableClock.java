package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told to. Not thread-safe. */
final class SettableClock implements InstantSource {

  private Instant now = Instant.parse("2026-03-14T09:26:53.589793238Z");

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration step) {
    now = now.plus(step);
  }

  void advanceSeconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }
}

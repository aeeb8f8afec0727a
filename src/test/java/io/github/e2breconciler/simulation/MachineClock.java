package io.github.e2breconciler.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock of the daemon's machine. It is right, but for the while in which somebody has set it
 * wrong.
 */
final class MachineClock implements InstantSource {

  private final InstantSource time;
  private Duration ahead = Duration.ZERO;

  MachineClock(InstantSource time) {
    this.time = time;
  }

  /** How far it is ahead of the time that it is; negative where it is behind. */
  Duration ahead() {
    return ahead;
  }

  boolean right() {
    return ahead.isZero();
  }

  /** Somebody sets it. */
  void set(Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public Instant instant() {
    return time.instant().plus(ahead);
  }
}

package io.github.e2breconciler.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock, and a ticker, that move only when told to. Not thread-safe. */
public final class FakeClock implements InstantSource, Ticker {

  /** Where every fake clock begins. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private long nanos = 42;

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long read() {
    return nanos;
  }

  /** Time passes. */
  public void advance(Duration step) {
    now = now.plus(step);
    nanos += step.toNanos();
  }

  /** The wall clock is set, forward or back; no time passes. */
  public void jump(Duration step) {
    now = now.plus(step);
  }
}

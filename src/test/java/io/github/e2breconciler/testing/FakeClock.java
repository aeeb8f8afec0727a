package io.github.e2breconciler.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock, and a ticker, that move only when told to. Safe for many threads. */
public final class FakeClock implements InstantSource, Ticker {

  /** Where every fake clock begins. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final AtomicLong nanos = new AtomicLong(42);

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public long read() {
    return nanos.get();
  }

  /** Time passes. */
  public void advance(Duration step) {
    now.updateAndGet(time -> time.plus(step));
    nanos.addAndGet(step.toNanos());
  }

  /** The wall clock is set, forward or back; no time passes. */
  public void jump(Duration step) {
    now.updateAndGet(time -> time.plus(step));
  }
}

package io.github.e2breconciler;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A tick that says that we hear, and which does not come while nobody can reach us: who could not
 * bring his heartbeat is given the time back as if we had been down.
 */
final class Earshot implements Supplier<Duration> {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Supplier<Duration> tick;
  private final BooleanSupplier reachable;

  Earshot(Supplier<Duration> tick, BooleanSupplier reachable) {
    this.tick = tick;
    this.reachable = reachable;
  }

  @Override
  public Duration get() {
    return reachable.getAsBoolean() ? tick.get() : AGAIN;
  }
}

package io.github.e2breconciler.lease;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The latest of all moments that were named, for where a clock may be set back. */
final class Latest {

  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  /** That moment, or a later one that was named before. Safe for many threads. */
  Instant of(Instant moment) {
    return latest.accumulateAndGet(moment, (one, other) -> one.isAfter(other) ? one : other);
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The customers' own book of what the daemon promised them: who holds which lease until when, with
 * the time given back in which nobody took heartbeats.
 */
final class LeaseLedger {

  /** A commit that fails for less than this may cost a heartbeat no more than its retry. */
  static final Duration SHORT = Duration.ofSeconds(4);

  /** The daemon keeps whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  private final Map<LeaseKey, Promise> promises = new HashMap<>();

  private record Promise(Instant renewedAt, Instant until) {}

  void renewed(LeaseKey key, Instant now, Duration ttl) {
    promises.put(key, new Promise(now, now.plus(ttl)));
  }

  void ended(LeaseKey key, Instant now) {
    promises.computeIfPresent(key, (_, was) -> new Promise(was.renewedAt, now));
  }

  /** Nobody took heartbeats from {@code from} to {@code to}. */
  void deaf(Instant from, Instant to) {
    var span = Duration.between(from, to);
    if (span.compareTo(SHORT) >= 0) {
      promises.replaceAll((_, promise) ->
          promise.until.isAfter(from)
              ? new Promise(promise.renewedAt, promise.until.plus(span))
              : promise);
    }
  }

  /** Until when somebody holds a lease on it, or null if nobody does. */
  @Nullable Instant heldUntil(SandboxId sandbox, @Nullable String owner, Instant now) {
    return promises(sandbox, owner)
        .map(Promise::until)
        .filter(until -> until.isAfter(now.plus(ROUNDING)))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** Whether any lease on it held at some moment since {@code moment}. */
  boolean heldSince(SandboxId sandbox, @Nullable String owner, Instant moment) {
    return promises(sandbox, owner).anyMatch(promise -> promise.until.isAfter(moment));
  }

  boolean renewedSince(SandboxId sandbox, @Nullable String owner, Instant moment) {
    return promises(sandbox, owner)
        .anyMatch(promise -> promise.renewedAt.isAfter(moment.plus(ROUNDING)));
  }

  private Stream<Promise> promises(SandboxId sandbox, @Nullable String owner) {
    return Stream.of(
            promises.get(LeaseKey.sandbox(null, sandbox)),
            owner == null ? null : promises.get(LeaseKey.owner(null, owner)))
        .filter(Objects::nonNull);
  }
}

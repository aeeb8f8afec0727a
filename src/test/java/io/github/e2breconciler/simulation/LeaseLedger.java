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

  /**
   * What one lease is worth.
   *
   * @param until it protects until then at least
   * @param atMost it may count as held until then: each deafness is given back, however short
   */
  private record Promise(Instant renewedAt, Instant until, Instant atMost) {}

  void renewed(LeaseKey key, Instant now, Duration ttl) {
    promises.put(key, new Promise(now, now.plus(ttl), now.plus(ttl)));
  }

  void ended(LeaseKey key, Instant now) {
    promises.computeIfPresent(key, (_, was) -> new Promise(was.renewedAt, now, now));
  }

  /** Nobody took heartbeats from {@code from} to {@code to}. */
  void deaf(Instant from, Instant to) {
    var span = Duration.between(from, to);
    var owed = span.compareTo(SHORT) < 0 ? Duration.ZERO : span;
    promises.replaceAll((_, promise) ->
        new Promise(
            promise.renewedAt,
            promise.until.isAfter(from) ? promise.until.plus(owed) : promise.until,
            promise.atMost.isAfter(from) ? promise.atMost.plus(span) : promise.atMost));
  }

  /** Until when somebody holds a lease on it, or null if nobody does. */
  @Nullable Instant heldUntil(SandboxId sandbox, @Nullable String owner, Instant now) {
    return promises(sandbox, owner)
        .map(Promise::until)
        .filter(until -> until.isAfter(now.plus(ROUNDING)))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** Whether any lease on it can have held at some moment since {@code moment}. */
  boolean heldSince(SandboxId sandbox, @Nullable String owner, Instant moment) {
    return promises(sandbox, owner).anyMatch(promise -> promise.atMost.isAfter(moment));
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

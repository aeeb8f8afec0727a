package io.github.e2breconciler.simulation;

import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The customers' own book of what the daemon promised them: who holds which lease until when, with
 * the time given back in which nobody took heartbeats.
 */
final class LeaseLedger {

  /** Of deafness so much may be a late tick, and costs a heartbeat no more than its retry. */
  static final Duration SHORT = Duration.ofSeconds(4);

  /** The daemon keeps whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  /** A tick each 2 s, and a second's tolerance. */
  static final Duration LATE = Duration.ofSeconds(3);

  private final List<Deaf> deaf = new ArrayList<>();
  private Instant lastTick = Instant.EPOCH;
  private final Map<LeaseKey, Promise> promises = new HashMap<>();
  private final Map<LeaseKey, Instant> answers = new HashMap<>();

  /**
   * What one lease is worth.
   *
   * @param until it protects until then at least
   * @param atMost it may count as held until then: what is given back may be more than is owed
   */
  private record Promise(Instant renewedAt, Instant until, Instant atMost) {}

  /** When nobody took heartbeats. */
  private record Deaf(Instant from, Instant to) {}

  /** The daemon took a heartbeat that was sent and answered at these times. */
  void renewed(LeaseKey key, Instant sent, Instant answered, Duration ttl) {
    var promise = new Promise(sent, sent.plus(ttl), answered.plus(ttl));
    var crossed = sent.isBefore(answers.getOrDefault(key, Instant.MIN));
    promises.merge(key, promise, (was, is) -> crossed ? eitherOf(was, is) : is);
    answers.merge(key, answered, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** Of two that were on their way at once nobody knows which was taken first. */
  private static Promise eitherOf(Promise one, Promise other) {
    return new Promise(
        earlier(one.renewedAt, other.renewedAt),
        earlier(one.until, other.until),
        one.atMost.isAfter(other.atMost) ? one.atMost : other.atMost);
  }

  /** Nobody said whether the heartbeat was taken: at best it is, and at worst it cut a promise. */
  void perhapsRenewed(LeaseKey key, Instant sent, Instant gaveUp, Duration ttl) {
    var taken = new Promise(sent, sent.plus(ttl), gaveUp.plus(ttl));
    var was = promises.get(key);
    promises.put(
        key,
        was == null
            ? new Promise(Instant.MIN, Instant.MIN, taken.atMost)
            : new Promise(
                was.renewedAt,
                earlier(was.until, taken.until),
                was.atMost.isAfter(taken.atMost) ? was.atMost : taken.atMost));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  void ended(LeaseKey key, Instant now) {
    promises.computeIfPresent(
        key, (_, was) -> new Promise(was.renewedAt, earlier(was.until, now), was.atMost));
  }

  /** The daemon took an owner's word that it is done: whatever it said before no longer counts. */
  void done(LeaseKey key) {
    promises.computeIfPresent(key, (_, was) -> new Promise(Instant.MIN, was.until, was.atMost));
  }

  /** Nobody took heartbeats from {@code from} to {@code to}. */
  void deaf(Instant from, Instant to) {
    deaf.add(new Deaf(from, to));
    var span = Duration.between(from, to);
    var owed = span.compareTo(SHORT) < 0 ? Duration.ZERO : span.minus(SHORT);
    promises.replaceAll((_, promise) ->
        new Promise(
            promise.renewedAt,
            promise.until.isAfter(from) ? promise.until.plus(owed) : promise.until,
            promise.atMost));
  }

  /** For how long nobody took heartbeats since a moment, at least. */
  Duration deafFor(Instant moment) {
    var all = Duration.ZERO;
    for (var each : deaf) {
      var from = each.from.isAfter(moment) ? each.from : moment;
      var owed = Duration.between(from, each.to).minus(SHORT);
      all = owed.isPositive() ? all.plus(owed) : all;
    }
    return all;
  }

  /**
   * The daemon noted that it hears, at some moment between two. One that does so late gives back
   * the time since the last, which may be more than it was deaf.
   */
  void ticked(Instant begun, Instant ended) {
    ticked(begun, ended, LATE);
  }

  /** It did so for the first time since its start, after which any while is given back. */
  void restarted(Instant now) {
    ticked(now, now, Duration.ZERO);
  }

  private void ticked(Instant begun, Instant ended, Duration tolerance) {
    var before = lastTick;
    lastTick = begun;
    var gap = Duration.between(before, ended);
    if (gap.compareTo(tolerance) > 0) {
      promises.replaceAll((_, promise) ->
          promise.atMost.isAfter(before)
              ? new Promise(promise.renewedAt, promise.until, promise.atMost.plus(gap).plus(SHORT))
              : promise);
    }
  }

  /** The clock was set: by such a wrong one a lease may last so much longer, and twice over. */
  void clockSet(Duration by) {
    promises.replaceAll((_, promise) ->
        new Promise(promise.renewedAt, promise.until, promise.atMost.plus(by.multipliedBy(2))));
  }

  /** Until when somebody holds a lease on it, or null if nobody does. */
  @Nullable Instant heldUntil(SandboxId sandbox, @Nullable String owner, Instant now) {
    return promises(sandbox, owner)
        .map(Promise::until)
        .filter(until -> until.isAfter(now.plus(ROUNDING)))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** Every promise that still holds, and until when. */
  Map<LeaseKey, Instant> standing(Instant now) {
    var standing = new HashMap<LeaseKey, Instant>();
    promises.forEach((key, promise) -> {
      if (promise.until.isAfter(now)) {
        standing.put(key, promise.until);
      }
    });
    return standing;
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

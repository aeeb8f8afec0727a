package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.policy.Condition.ExpiresAt;
import io.github.e2breconciler.policy.Condition.LeaseExpired;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.Overdue;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import io.github.e2breconciler.policy.Condition.Ttl;
import io.github.e2breconciler.policy.Condition.Unclaimed;
import io.github.e2breconciler.policy.Finding.NotYet;
import io.github.e2breconciler.policy.Finding.Spared;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conditions. What is unknown spares: a missing time, an unreadable value, a state or a lease
 * that we cannot tell never condemns.
 */
final class Finder {

  /** A longer time to live is as good as none, and would leave the range of instants. */
  private static final Duration LONGEST = Duration.ofDays(36_600); // about a century

  /** E2B is younger; what says a time before is a zero that some language writes for none. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /** Events say whole seconds, and nodes disagree about them. */
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  private Finder() {}

  static Finding find(Condition condition, Facts facts) {
    var state = facts.sandbox().state();
    var wanted = condition instanceof PausedLongerThan ? State.PAUSED : State.RUNNING;
    if (state != wanted) {
      return new Spared(() -> "it is " + state.label() + ", not " + wanted.label());
    }
    return switch (condition) {
      case Overdue(var slack) -> overdue(slack, facts);
      case MaxAge(var limit) -> aged(limit, facts, () -> "older than " + Durations.format(limit));
      case LeaseExpired() -> leaseExpired(facts);
      case ExpiresAt(var key) -> expired(key, facts);
      case Ttl(var key) -> outlived(key, facts);
      case Unclaimed(var limit) -> unclaimed(limit, facts);
      case PausedLongerThan(var limit, _) -> pausedFor(limit, facts);
    };
  }

  /** As the zero time is that some servers write where there is no end. */
  private static boolean beforeItsStart(Instant end, Facts facts) {
    @Nullable Instant startedAt = facts.sandbox().startedAt();
    return startedAt != null && end.isBefore(startedAt.minus(ROUNDING));
  }

  private static Finding overdue(Duration slack, Facts facts) {
    @Nullable Instant endAt = facts.sandbox().endAt();
    if (endAt == null) {
      return new Spared("its planned end is unknown");
    }
    if (beforeItsStart(endAt, facts)) {
      return new Spared(() -> "its planned end " + endAt + " is before its start: it has none");
    }
    return Finding.at(
        endAt.plus(slack),
        facts.now(),
        () -> Durations.format(slack) + " past its planned end " + endAt);
  }

  private static Finding aged(Duration limit, Facts facts, Supplier<String> reason) {
    @Nullable Instant startedAt = facts.sandbox().startedAt();
    if (startedAt == null) {
      return new Spared("its start is unknown");
    }
    return Finding.at(
        startedAt.plus(limit), facts.now(), () -> reason.get() + ", running since " + startedAt);
  }

  private static Finding leaseExpired(Facts facts) {
    return switch (facts.lease()) {
      case LeaseState.Live(var until) ->
          until.isAfter(facts.now())
              ? new NotYet(until, () -> "owned until " + until)
              : new Spared("owned");
      case LeaseState.Expired(var at) ->
          Finding.at(at, facts.now(), () -> "without an owner since its lease expired at " + at);
      case LeaseState.Never _ -> new Spared("never had a lease");
      case LeaseState.Unknown(var why) -> new Spared(() -> "its lease is unknown: " + why);
    };
  }

  private static Finding unclaimed(Duration limit, Facts facts) {
    return switch (facts.lease()) {
      case LeaseState.Live _ -> new Spared("owned");
      case LeaseState.Expired _ -> new Spared("had a lease");
      case LeaseState.Never(var unheard) ->
          aged(
              limit.plus(unheard),
              facts,
              () -> "without any lease for " + Durations.format(limit) + " in which we listened");
      case LeaseState.Unknown(var why) -> new Spared(() -> "its lease is unknown: " + why);
    };
  }

  private static Finding expired(String key, Facts facts) {
    @Nullable String value = facts.sandbox().metadata().get(key);
    if (value == null) {
      return new Spared(() -> "has no metadata " + key);
    }
    try {
      var until = OffsetDateTime.parse(value).toInstant();
      if (until.isBefore(FIRST)) {
        return new Spared(() -> "metadata " + key + " is a zero time, which says none");
      }
      return Finding.at(until, facts.now(), () -> "past " + until + " of metadata " + key);
    } catch (DateTimeException e) {
      return new Spared(() -> "metadata " + key + " is no RFC 3339 time");
    }
  }

  private static Finding outlived(String key, Facts facts) {
    @Nullable String value = facts.sandbox().metadata().get(key);
    if (value == null) {
      return new Spared(() -> "has no metadata " + key);
    }
    Duration limit;
    try {
      limit = Durations.parse(value);
    } catch (IllegalArgumentException e) {
      return new Spared(() -> "metadata " + key + " is no duration");
    }
    if (limit.isZero()) {
      return new Spared(() -> "metadata " + key + " is zero, which says none");
    }
    if (limit.compareTo(LONGEST) > 0) {
      return new Spared(() -> "metadata " + key + " is longer than a century");
    }
    return aged(
        limit, facts, () -> "older than " + Durations.format(limit) + " of metadata " + key);
  }

  private static Finding pausedFor(Duration limit, Facts facts) {
    Sandbox sandbox = facts.sandbox();
    @Nullable Instant pausedAt = sandbox.endAt();
    if (pausedAt == null) {
      return new Spared("the time of its pause is unknown");
    }
    if (beforeItsStart(pausedAt, facts)) {
      return new Spared(() -> "the time of its pause " + pausedAt + " is before its start");
    }
    return Finding.at(
        pausedAt.plus(limit),
        facts.now(),
        () -> "paused for " + Durations.format(limit) + ", since " + pausedAt);
  }
}

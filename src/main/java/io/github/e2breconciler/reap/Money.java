package io.github.e2breconciler.reap;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What ending things has saved, by estimate: from the moment a sandbox stopped costing to the end
 * it would have had. Counted when the pause or kill is verified, once a case.
 */
final class Money {

  private static final double NANOS_PER_DOLLAR = 1e9;

  private final CostModel model;
  private final MeterRegistry meters;
  private final Map<AccountId, Counter> saved = new ConcurrentHashMap<>();

  Money(CostModel model, Iterable<AccountId> accounts, MeterRegistry meters) {
    this.model = model;
    this.meters = meters;
    accounts.forEach(this::counter);
  }

  /** Counts a result that {@link #stopsCost}; {@code endedAt} is on E2B's clock. */
  void count(Result result, Instant endedAt) {
    var subject = result.subject();
    var nanos =
        model.savedNanoDollars(
            Evidence.size(subject.evidence()),
            subject.startedAt(),
            Evidence.endAt(subject.evidence()),
            endedAt);
    counter(subject.key().account()).increment(nanos / NANOS_PER_DOLLAR);
  }

  /** What it cost an hour, if this result is what stopped that; else 0. */
  double dollarsPerHourEnded(Result result) {
    return stopsCost(result) ? dollarsPerHour(result.subject()) : 0;
  }

  /**
   * What the sandbox of a step has to do with money.
   *
   * @param now on E2B's clock
   */
  Worth worth(Case subject, Action step, Instant now) {
    var size = Evidence.size(subject.evidence());
    var endAt = Evidence.endAt(subject.evidence());
    var asleep = step == Action.KILL; // nothing else is killed
    var sleptAt = subject.pausedAt() == null ? endAt : subject.pausedAt();
    var until = asleep && sleptAt != null && sleptAt.isBefore(now) ? sleptAt : now;
    var age = Duration.between(subject.startedAt(), now);
    return new Worth(
        age.isNegative() ? Duration.ZERO : age,
        model.nanoDollarsBetween(size, subject.startedAt(), until) / NANOS_PER_DOLLAR,
        asleep ? 0 : dollarsPerHour(subject),
        asleep
            ? 0
            : model.savedNanoDollars(size, subject.startedAt(), endAt, now) / NANOS_PER_DOLLAR);
  }

  double dollarsPerHour(Case subject) {
    return model.nanoDollarsPerHour(Evidence.size(subject.evidence())) / NANOS_PER_DOLLAR;
  }

  /** Only paused ones are killed, and those cost nothing any more. */
  static boolean stopsCost(Result result) {
    return result.outcome() == Outcome.PAUSED;
  }

  private Counter counter(AccountId account) {
    return saved.computeIfAbsent(
        account,
        name ->
            Counter.builder("e2b_reconciler.saved.dollars")
                .tag("account", name.name())
                .description("Estimated dollars saved by pauses and kills")
                .register(meters));
  }
}

package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Stream;

/**
 * Counts steps and judgements. Every series is there from the start, at 0, so that a rate over the
 * first one is seen. Alert on actions {@code unconfirmed}.
 */
final class ReapMeters {

  private static final List<String> VERDICTS = List.of("keep", "wait", "notify", "pause", "kill");

  private final MeterRegistry meters;

  ReapMeters(MeterRegistry meters, Iterable<AccountId> accounts, Policies policies) {
    this.meters = meters;
    for (var account : accounts) {
      for (var step : List.of(Action.NOTIFY, Action.PAUSE, Action.KILL)) {
        for (var outcome : Outcome.values()) {
          actions(account, step, outcome);
        }
      }
    }
    Stream.concat(policies.list().stream().map(Policy::name), Stream.of(Verdicts.NO_POLICY))
        .forEach(policy -> VERDICTS.forEach(verdict -> verdicts(policy, verdict)));
  }

  void count(Result result) {
    if (result.settled()) {
      actions(result.subject().key().account(), result.step(), result.outcome()).increment();
    }
  }

  void count(Verdicts verdicts) {
    verdicts
        .counts()
        .forEach((kind, count) -> verdicts(kind.policy(), kind.label()).increment(count));
  }

  private Counter actions(AccountId account, Action step, Outcome outcome) {
    return Counter.builder("e2b_reconciler.actions")
        .tag("account", account.name())
        .tag("action", step.label())
        .tag("outcome", outcome.label())
        .description("Steps taken or refused; alert on unconfirmed")
        .register(meters);
  }

  private Counter verdicts(String policy, String verdict) {
    return Counter.builder("e2b_reconciler.verdicts")
        .tag("policy", policy)
        .tag("verdict", verdict)
        .description("Judgements by what they came to")
        .register(meters);
  }
}

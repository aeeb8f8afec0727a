package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Judgement;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Verdict;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.State;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what would be done and why, and does nothing. Any thread may ask. */
final class Explainer {

  private final ReapContext context;
  private final Judge judge;
  private final Gate gate;
  private final Ladder ladder;

  Explainer(ReapContext context, Judge judge, Gate gate, Ladder ladder) {
    this.context = context;
    this.judge = judge;
    this.gate = gate;
    this.ladder = ladder;
  }

  /** What would be done to a sandbox now, and why; null if it is not in the mirror. */
  @Nullable Explanation explain(SandboxKey key, Standing standing) {
    var sandbox = context.inventory().find(key);
    if (sandbox == null) {
      return null;
    }
    var now = context.clock().instant();
    @Nullable Case open = context.cases().open(key);
    var judgement = judged(sandbox, open, judge.judge(sandbox, standing, now).judgement());
    var policy = judgement.policy();
    var condemned = policy != null && judgement.verdict().decisive();
    var closest = policy == null ? closest(judgement) : policy;
    var subject =
        open != null || closest == null
            ? open
            : judge.draft(sandbox, judgement, closest, standing, now);
    var guards =
        subject == null
            ? List.<Objection>of()
            : gate.explain(subject, ladder.step(subject), standing);
    var until =
        judgement.verdict() instanceof Verdict.Wait(var at, var _)
            ? at
            : subject == null || (open == null && !condemned)
                ? null
                : ladder.opening(subject, subject.due());
    return new Explanation(sandbox, judgement, facts(sandbox, standing), guards, until, open);
  }

  /** What sleeps in quarantine is kept by policies, and yet its case goes on to its end. */
  private Judgement judged(Sandbox sandbox, @Nullable Case open, Judgement now) {
    if (open == null || open.state() != CaseState.PAUSED || sandbox.state() != State.PAUSED) {
      return now;
    }
    var policy = context.policies().byName(open.policy());
    return policy == null || ladder.nextDue(open) == null
        ? now
        : new Judgement(new Verdict.Kill(open.reason()), policy, now.opinions());
  }

  /** Of policies that all let it be the first, to ask the guards by; null where there is none. */
  private @Nullable Policy closest(Judgement judgement) {
    return judgement.opinions().stream()
        .map(opinion -> context.policies().byName(opinion.policy()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private List<Input> facts(Sandbox sandbox, Standing standing) {
    var lease = context.leases().stateOf(sandbox, standing.skew());
    return List.of(
        Input.of("state", sandbox.state().label(), sandbox.observedAt()),
        Input.of("startedAt", sandbox.startedAt(), sandbox.observedAt()),
        Input.of("endAt", sandbox.endAt(), sandbox.observedAt()),
        Input.of("template", sandbox.template(), sandbox.observedAt()),
        Input.of("metadata", sandbox.metadata(), sandbox.observedAt()),
        Input.of("source", sandbox.source().label()),
        Input.of("lease", Evidence.describe(lease), context.leases().heardOf(sandbox)));
  }
}

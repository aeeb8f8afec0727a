package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Judgement;
import io.github.e2breconciler.sandbox.Sandbox;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether an open case is still what would be marked now; for whoever holds the case. */
final class Review {

  /** As long as what a person approved of is looked after that day. */
  static final Duration APPROVAL_HOLDS = Duration.ofDays(1);

  private final ReapContext context;

  Review(ReapContext context) {
    this.context = context;
  }

  /** The case as it is by now. */
  Case current(Case subject, Sandbox sandbox, Instant now) {
    return deferred(refine(outdated(subject, now), sandbox), now);
  }

  /** The same of one that sleeps by our pause, of which only the wait for its end may change. */
  Case asleep(Case subject, Instant now) {
    return deferred(outdated(subject, now), now);
  }

  /**
   * Why a case is not what would be marked now, or null while it is. What is condemned all the same
   * is marked anew, and has its grace from the start.
   */
  @Nullable String outlived(Case subject, Sandbox sandbox, Judgement judgement) {
    var policy = judgement.policy();
    if (!subject.sameRun(sandbox)) {
      return "it runs anew since " + sandbox.startedAt();
    }
    if (!judgement.verdict().decisive() || policy == null) {
      return judgement.verdict().reason();
    }
    if (!policy.name().equals(subject.policy())) {
      return "policy " + policy.name() + " comes first now";
    }
    if (!subject.judgedBy(policy, sandbox)) {
      return "policy " + policy.name() + " was changed";
    }
    @Nullable String exempt = exempt(sandbox);
    if (exempt != null) {
      return exempt;
    }
    return Evidence.metadata(subject.evidence()).equals(sandbox.metadata())
        ? null
        : "its metadata changed";
  }

  /** Why no case is opened though a policy condemns, or null. */
  @Nullable String exempt(Sandbox sandbox) {
    var scope = context.settings().scopeOf(sandbox.key().account());
    if (!scope.metadata().isEmpty() && !scope.contains(sandbox.metadata())) {
      return "out of scope";
    }
    return context.settings().protection().reasonFor(sandbox);
  }

  /** Without a person's word that was not made use of for long: the world is another by now. */
  private Case outdated(Case subject, Instant now) {
    var approvedAt = subject.approvedAt();
    return approvedAt == null || approvedAt.plus(APPROVAL_HOLDS).isAfter(now)
        ? subject
        : context
            .cases()
            .save(subject.approve(null), "outdated", Evidence.note("approved at " + approvedAt));
  }

  /** Who makes grace or quarantine longer means what waits for its end by then, too. */
  private Case deferred(Case subject, Instant now) {
    var policy = context.policies().byName(subject.policy());
    @Nullable Instant pausedAt = subject.pausedAt();
    var since = pausedAt == null ? subject.markedAt() : pausedAt;
    if (policy == null || subject.approved() || since.isAfter(now)) { // by a clock that was ahead
      return subject;
    }
    var due =
        since.plus(pausedAt == null ? policy.grace() : context.settings().timings().quarantine());
    return due.isAfter(subject.due())
        ? context.cases().save(subject.dueAt(due), "deferred", Evidence.note("due " + due))
        : subject;
  }

  /** A case marked by an event's time gets REST's, which alone compares with a final read. */
  private Case refine(Case subject, Sandbox sandbox) {
    var startedAt = sandbox.startedAt();
    if (startedAt == null
        || !subject.sameRun(sandbox)
        || Sandbox.sameExecution(startedAt, subject.startedAt())) {
      return subject;
    }
    return context
        .cases()
        .save(subject.refined(startedAt), "refined", Evidence.note("started " + startedAt));
  }
}

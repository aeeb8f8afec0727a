package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Facts;
import io.github.e2breconciler.policy.Judgement;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks what the policies condemn, and lets go of what they no longer do. Looks at beliefs and
 * leases only; sends nothing destructive. Takes no turn: each case is looked at and changed as one.
 */
final class Judge {

  /** A sandbox that woke this often after our pauses is a human's business. */
  static final int REVIVALS = 3;

  /** As long as what a person approved of is looked after that day. */
  static final Duration APPROVAL_HOLDS = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(Judge.class);

  private final ReapContext context;
  private final Aftermath aftermath;

  Judge(ReapContext context) {
    this.context = context;
    this.aftermath = new Aftermath(context);
  }

  /** A sandbox with what was thought of it. */
  record Judged(Sandbox sandbox, Judgement judgement) {}

  /** Judges every sandbox of the account that exists, and brings its cases in line. */
  Verdicts judge(Standing standing) {
    var now = context.clock().instant();
    var verdicts = new Verdicts();
    context
        .inventory()
        .living(standing.account())
        .forEach(sandbox -> safely(sandbox.key(), () -> look(sandbox, standing, now, verdicts)));
    for (var subject : context.cases().open()) {
      if (subject.key().account().equals(standing.account())) {
        changing(() -> closeIfGone(subject.key(), standing, now));
      }
    }
    return verdicts;
  }

  /** A large fleet is mostly well: of what is, nothing is kept and no reason asked for. */
  private void look(Sandbox sandbox, Standing standing, Instant now, Verdicts verdicts) {
    var facts = facts(sandbox, standing, now);
    var leaning = context.policies().lean(facts);
    verdicts.count(leaning);
    if (leaning.decisive() || context.cases().open(sandbox.key()) != null) {
      align(new Judged(sandbox, context.policies().judge(facts)), standing, now);
    }
  }

  private void safely(SandboxKey key, Runnable step) {
    var subject = context.cases().open(key);
    if (subject == null) {
      orTell(key, step);
      return;
    }
    try (var _ = subject.inLog()) {
      orTell(key, step);
    }
  }

  /** One bad item must not stop the pass; a store in trouble is everybody's. */
  private static void orTell(SandboxKey key, Runnable step) {
    try {
      step.run();
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("not judged, its case waits for the next pass sandbox={}", key, e);
    }
  }

  Judged judge(Sandbox sandbox, Standing standing, Instant now) {
    return new Judged(sandbox, context.policies().judge(facts(sandbox, standing, now)));
  }

  private Facts facts(Sandbox sandbox, Standing standing, Instant now) {
    var lease = context.leases().stateOf(sandbox, standing.skew());
    return new Facts(sandbox, lease, standing.e2bTime(now));
  }

  private void changing(Runnable work) {
    context
        .cases()
        .changing(() -> {
          work.run();
          return true;
        });
  }

  private void align(Judged judged, Standing standing, Instant now) {
    var sandbox = judged.sandbox();
    // Read before the case is held: people wait for it, and E2B may take its time.
    var runsOn = aftermath.runsOn(sandbox, standing);
    changing(() -> align(judged, runsOn, standing, now));
  }

  private void align(Judged judged, boolean runsOn, Standing standing, Instant now) {
    var subject = context.cases().open(judged.sandbox().key());
    if (subject == null) {
      markIfOrphan(judged, standing, now);
      return;
    }
    switch (subject.state()) {
      case MARKED, DUE, NOTIFIED ->
          review(
              deferred(refine(outdated(subject, now), judged.sandbox()), now),
              judged,
              standing,
              now);
      case ESCALATED -> keepOpen(subject, judged, standing, now);
      case PAUSED -> aftermath.quarantine(deferred(subject, now), judged.sandbox(), runsOn, now);
      case REVIVED -> aftermath.grownUp(subject, judged.sandbox(), standing, now);
      case PAUSING, KILLING -> {} // the verifier's
      case KILLED, GONE, RECOVERED, RELEASED -> {} // not open
    }
  }

  private void review(Case subject, Judged judged, Standing standing, Instant now) {
    @Nullable String ended = outlived(subject, judged);
    if (ended != null) {
      context.cases().recover(subject, now, ended);
      markIfOrphan(judged, standing, now);
    } else if (subject.state() == CaseState.MARKED
        && !now.isBefore(subject.due())
        && context.leases().lastHeard().deafSince(now) == null) { // or it is given more of it
      context
          .cases()
          .save(
              subject.to(CaseState.DUE, now, subject.due(), "grace is over"),
              "due",
              Evidence.note("grace is over"));
    }
  }

  /**
   * Why a case is not what would be marked now, or null while it is. What is condemned all the same
   * is marked anew, and has its grace from the start.
   */
  private @Nullable String outlived(Case subject, Judged judged) {
    var sandbox = judged.sandbox();
    var judgement = judged.judgement();
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

  /** What a human has to look at stays until it is owned, lives anew, or is gone. */
  private void keepOpen(Case subject, Judged judged, Standing standing, Instant now) {
    var sandbox = judged.sandbox();
    if (sandbox.running() && !subject.sameRun(sandbox)) {
      context.cases().recover(subject, now, "it runs anew since " + sandbox.startedAt());
      return;
    }
    // An age limit condemns it in spite of its owner: recovered, it would only be marked again.
    var condemned = judged.judgement().verdict().decisive();
    var lease = context.leases().stateOf(sandbox, standing.skew());
    if (lease instanceof LeaseState.Live && !condemned) {
      context.cases().recover(subject, now, "it has an owner");
    }
  }

  private void markIfOrphan(Judged judged, Standing standing, Instant now) {
    var sandbox = judged.sandbox();
    var policy = judged.judgement().policy();
    var startedAt = sandbox.startedAt();
    if (!judged.judgement().verdict().decisive() || policy == null || startedAt == null) {
      return;
    }
    if (exempt(sandbox) == null) {
      mark(judged, policy, startedAt, standing, now);
    }
  }

  private void mark(
      Judged judged, Policy policy, Instant startedAt, Standing standing, Instant now) {
    var subject = draft(judged.sandbox(), judged.judgement(), policy, standing, now);
    context.cases().save(subject.refined(startedAt), "marked", subject.evidence());
    try (var _ = subject.inLog()) {
      log.info(
          "marked sandbox={} policy={} reason=\"{}\" due={}",
          subject.key(),
          policy.name(),
          subject.reason(),
          subject.due());
    }
  }

  /** The case as it would be marked now. */
  Case draft(Sandbox sandbox, Judgement judgement, Policy policy, Standing standing, Instant now) {
    var startedAt = sandbox.startedAt() == null ? Instant.EPOCH : sandbox.startedAt();
    var revivals = revivals(sandbox.key());
    var escalated = revivals >= REVIVALS;
    var grownAt = context.settings().timings().grownAt(startedAt).minus(standing.skew());
    var graced = context.clock().instant().plus(policy.grace()); // reads may have taken their time
    var reason = judgement.verdict().reason();
    return new Case(
        context.ids().get(),
        sandbox.key(),
        policy.name(),
        policy.condition().label(),
        policy.action(),
        reason,
        escalated ? CaseState.ESCALATED : CaseState.MARKED,
        startedAt,
        now,
        graced.isAfter(grownAt) ? graced : grownAt,
        null,
        null,
        revivals,
        null,
        escalated ? "it woke " + revivals + " times after our pauses" : "in grace",
        Evidence.of(facts(sandbox, standing, now), policy, reason));
  }

  /** How often it has woken after pauses of ours, over all its cases. */
  private int revivals(SandboxKey key) {
    var latest = context.cases().latest(key);
    return latest == null ? 0 : latest.revivals();
  }

  /** Why no case is opened though a policy condemns, or null. */
  private @Nullable String exempt(Sandbox sandbox) {
    var scope = context.settings().scopeOf(sandbox.key().account());
    if (!scope.metadata().isEmpty() && !scope.contains(sandbox.metadata())) {
      return "out of scope";
    }
    return context.settings().protection().reasonFor(sandbox);
  }

  private void closeIfGone(SandboxKey key, Standing standing, Instant now) {
    var subject = context.cases().open(key);
    if (subject == null || subject.state().acting()) {
      return;
    }
    var sandbox = context.inventory().find(subject.key());
    // Without a tombstone either, what no complete walk has shown since start is not there.
    var gone = sandbox == null ? standing.firstWalkAt() != null : !sandbox.state().exists();
    if (gone) {
      context.cases().save(subject.to(CaseState.GONE, now, now, "it ended without us"), "gone");
    }
  }
}

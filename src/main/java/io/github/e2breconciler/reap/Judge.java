package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Facts;
import io.github.e2breconciler.policy.Judgement;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.store.StoreException;
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

  private static final Logger log = LoggerFactory.getLogger(Judge.class);

  private final ReapContext context;
  private final Aftermath aftermath;
  private final Review review;

  Judge(ReapContext context) {
    this.context = context;
    this.aftermath = new Aftermath(context);
    this.review = new Review(context);
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
          review(review.current(subject, judged.sandbox(), now), judged, standing, now);
      case ESCALATED -> keepOpen(subject, judged, standing, now);
      case PAUSED ->
          aftermath.quarantine(review.asleep(subject, now), judged.sandbox(), runsOn, now);
      case REVIVED -> aftermath.grownUp(subject, judged.sandbox(), standing, now);
      case PAUSING, KILLING -> {} // the verifier's
      case KILLED, GONE, RECOVERED, RELEASED -> {} // not open
    }
  }

  private void review(Case subject, Judged judged, Standing standing, Instant now) {
    @Nullable String ended = review.outlived(subject, judged.sandbox(), judged.judgement());
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
    if (review.exempt(sandbox) == null) {
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
    var markedAt =
        context.clock().instant(); // reads may have taken their time, or the clock was set
    var graced = markedAt.plus(policy.grace());
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
        markedAt,
        graced.isAfter(grownAt) ? graced : grownAt,
        null,
        null,
        revivals,
        null,
        escalated ? "it woke " + revivals + " times after our pauses" : "in grace",
        Evidence.of(facts(sandbox, standing, now), policy, reason));
  }

  /**
   * How often it has woken after pauses of ours, over all its cases; since a human released it for
   * whom it had woken too often, or that order would come to nothing.
   */
  private int revivals(SandboxKey key) {
    var latest = context.cases().latest(key);
    if (latest == null) {
      return 0;
    }
    var answered = latest.state() == CaseState.RELEASED && latest.revivals() >= REVIVALS;
    return answered ? 0 : latest.revivals();
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

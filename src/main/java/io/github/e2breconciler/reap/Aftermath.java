package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a case whose sandbox we paused: it sleeps through quarantine, or it wakes. */
final class Aftermath {

  private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

  private final ReapContext context;

  Aftermath(ReapContext context) {
    this.context = context;
  }

  /** Our own pause: it stands unless the sandbox woke or its owner came back. */
  void quarantine(Case subject, Sandbox sandbox, boolean runsOn, Instant now) {
    if (sandbox.running()) {
      woke(subject, sandbox, runsOn, now);
      return;
    }
    var startedAt = sandbox.startedAt();
    var pausedAt = subject.pausedAt();
    if (startedAt != null
        && startedAt.isAfter(subject.startedAt()) // of an earlier run tells what is older
        && !subject.sameRun(sandbox)) {
      context
          .cases()
          .recover(subject.revived(), now, "it woke after our pause, and sleeps again since");
    } else if (pausedAt != null && context.leases().renewedSince(sandbox, pausedAt)) {
      context.cases().recover(subject, now, "a heartbeat came during quarantine");
    } else {
      recoverUnlessStillCondemned(subject, sandbox, now);
    }
  }

  private void recoverUnlessStillCondemned(Case subject, Sandbox sandbox, Instant now) {
    var policy = context.policies().byName(subject.policy());
    var name = "policy " + subject.policy();
    var protection = context.settings().protection().reasonFor(sandbox);
    var scope = context.settings().scopeOf(sandbox.key().account());
    if (protection != null) { // or it would be ended without a word once that is taken back
      context.cases().recover(subject, now, protection);
    } else if (!scope.contains(sandbox.metadata())) { // likewise
      context.cases().recover(subject, now, "out of scope");
    } else if (policy == null) {
      context.cases().recover(subject, now, name + " is no longer configured");
    } else if (!subject.judgedBy(policy, sandbox)) {
      context.cases().recover(subject, now, name + " was changed since it judged it");
    }
  }

  private void woke(Case subject, Sandbox sandbox, boolean runsOn, Instant now) {
    var startedAt = sandbox.startedAt();
    if (startedAt == null || subject.sameRun(sandbox)) {
      if (runsOn) {
        context.cases().recover(subject.revived(), now, "it runs on in spite of our pause");
      }
      return;
    }
    var next = subject.woke(startedAt, now, "it woke at " + startedAt);
    context.cases().save(next, next.open() ? "revived" : "recovered");
    log.info("woke after our pause sandbox={} state={}", subject.key(), next.state().label());
  }

  /** Whether it runs on in spite of our pause, as far as a read tells; asks E2B, and may wait. */
  boolean runsOn(Sandbox sandbox, Standing standing) {
    return seemsToRunOn(sandbox, standing) && readShowsItRunning(sandbox.key(), standing);
  }

  /**
   * Whether it is believed to run on in the run that we paused. What was observed earlier tells
   * nothing: E2B's list may be behind, and after a restart our mirror may be older than our pause.
   */
  private boolean seemsToRunOn(Sandbox sandbox, Standing standing) {
    var subject = context.cases().open(sandbox.key());
    return subject != null
        && subject.state() == CaseState.PAUSED
        && sandbox.running()
        && (sandbox.startedAt() == null || subject.sameRun(sandbox))
        && !sandbox.observedAt().isBefore(standing.e2bTime(subject.due()));
  }

  /** A list may lag for longer than a quarantine lasts; a read of the one sandbox does not. */
  private boolean readShowsItRunning(SandboxKey key, Standing standing) {
    var subject = context.cases().open(key);
    if (subject == null) {
      return false;
    }
    Observation seen;
    try {
      seen =
          switch (standing.api().read(key.sandbox())) {
            case Reading.Found(var row, var asOf) -> new Observation.Seen(row, Source.READ, asOf);
            case Reading.Missing(var asOf) -> new Observation.NotFound(key.sandbox(), asOf);
          };
    } catch (E2bException e) {
      log.debug("not read, the quarantine goes on sandbox={} kind={}", key, e.kind().label());
      return false;
    }
    context.inventory().apply(key.account(), seen);
    return seen instanceof Observation.Seen(var row, var _, var _)
        && row.state() == State.RUNNING
        && Sandbox.sameExecution(row.startedAt(), subject.startedAt());
  }

  /** Nobody claims the new life of one whose old lease condemned it: not ours to decide. */
  void grownUp(Case subject, Sandbox sandbox, Standing standing, Instant now) {
    var startedAt = sandbox.startedAt();
    if (!sandbox.running() || startedAt == null) {
      context.cases().recover(subject, now, "it no longer runs");
      return;
    }
    if (context.leases().stateOf(sandbox, standing.skew()) instanceof LeaseState.Live) {
      context.cases().recover(subject, now, "its new life has an owner");
      return;
    }
    var grownAt = context.settings().timings().grownAt(startedAt);
    if (!standing.e2bTime(now).isBefore(grownAt)) {
      context
          .cases()
          .save(
              subject.to(CaseState.ESCALATED, now, now, "woke and nobody claims it"), "escalated");
      log.warn("escalated sandbox={} reason=\"woke and nobody claims it\"", subject.key());
    }
  }
}

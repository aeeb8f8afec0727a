package io.github.e2breconciler.reap;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.policy.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Final reads that failed. A sandbox that can never be read is nobody's to end, and not to be
 * forgotten either: once no answer about it could be understood for a day, a human is asked.
 *
 * <p>Since when is only in memory: a restart asks for as much patience again. Safe for many
 * threads.
 */
final class Unreadable {

  private static final Duration LONG = Duration.ofDays(1);

  /** What says something of the one sandbox, not of the way to E2B. */
  private static final Set<Kind> OF_THE_SANDBOX = Set.of(Kind.MALFORMED, Kind.REFUSED);

  private final ReapContext context;
  private final Map<String, Instant> ofCase = new ConcurrentHashMap<>();

  Unreadable(ReapContext context) {
    this.context = context;
  }

  /** The final read of a case failed. */
  Result failed(Case subject, Action step, E2bException e) {
    var now = context.clock().instant();
    if (OF_THE_SANDBOX.contains(e.kind())) {
      var first = ofCase.computeIfAbsent(subject.id(), _ -> now);
      if (!now.isBefore(first.plus(LONG))) {
        escalate(subject, now);
      }
    }
    return Result.of(subject, step, Outcome.FAILED, "final read: " + e.kind().label());
  }

  /** Unless somebody has taken it up meanwhile: the read may have taken its time. */
  private void escalate(Case subject, Instant now) {
    var asked =
        subject.to(CaseState.ESCALATED, now, now, "for a day no read of it could be understood");
    context
        .cases()
        .changing(() -> {
          if (subject.equals(context.cases().open(subject.key()))) {
            context.cases().save(asked, "escalated");
          }
          return true;
        });
  }

  /** Forgets a case: it was read. */
  void read(String caseId) {
    ofCase.remove(caseId);
  }

  /** Forgets every case but these. */
  void keep(Set<String> caseIds) {
    ofCase.keySet().retainAll(caseIds);
  }
}

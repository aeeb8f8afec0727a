package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes steps of cases one by one: of those that are due, as far as the caps go; or exactly those
 * of a plan that a human approved. Who calls has the account's turn.
 */
final class Steps {

  /** What is left aside when those are counted that a pass would begin with. */
  private static final Set<String> HYPOTHETICAL = Set.of(GuardName.CAPS, GuardName.ARMED);

  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  private final ReapContext context;
  private final CapCount caps;
  private final Gate gate;
  private final Ladder ladder;
  private final Announcer announcer;

  Steps(ReapContext context, CapCount caps, Gate gate, Ladder ladder, Announcer announcer) {
    this.context = context;
    this.caps = caps;
    this.gate = gate;
    this.ladder = ladder;
    this.announcer = announcer;
  }

  /** Takes what the ticket allows for an account, for as long as {@code progress} wants it. */
  void take(Standing standing, Ticket ticket, Progress progress) {
    caps.tally(standing.account());
    try {
      if (ticket.approved() == null) {
        takeDue(standing, ticket, progress);
      } else {
        takeApproved(standing, ticket, ticket.approved(), progress);
      }
    } finally {
      caps.forget(standing.account());
    }
  }

  private void takeDue(Standing standing, Ticket ticket, Progress progress) {
    var due = due(standing.account());
    @Nullable String over = ticket.plan() ? null : overCap(due, standing, ticket);
    var begun = 0;
    for (var subject : due) {
      if (!progress.goesOn()) {
        return;
      }
      if (!subject.equals(context.cases().open(subject.key()))) {
        continue; // judged anew or changed by a person meanwhile: the next pass sees to it
      }
      var begins = begins(subject, ticket);
      if (begins && over == null) { // guards may open while a pass goes on
        over = told(caps.exceededWithin(begun + 1, standing.running()), standing.account());
      }
      progress.took(
          begins && over != null ? refuse(subject, over) : stepSafely(subject, standing, ticket));
      begun += begins && caps.counted(subject) ? 1 : 0;
    }
  }

  private void takeApproved(
      Standing standing, Ticket ticket, Map<String, Action> approved, Progress progress) {
    for (var item : approved.entrySet()) {
      var subject = current(item.getKey());
      if (subject == null || !subject.key().account().equals(standing.account())) {
        continue;
      }
      if (!progress.goesOn()) {
        return;
      }
      var change = change(subject, item.getValue());
      progress.took(
          change == null
              ? stepSafely(subject, standing, ticket)
              : Result.changed(subject, item.getValue(), change));
    }
  }

  /** As it stands, open or closed; null if it is forgotten. */
  private @Nullable Case current(String caseId) {
    var stored = context.cases().find(caseId);
    var open = stored == null ? null : context.cases().open(stored.key());
    return open != null && open.id().equals(caseId) ? open : stored;
  }

  /** Why the step that was planned for a case is not its next any more, or null if it is. */
  private @Nullable String change(Case subject, Action step) {
    if (!subject.open()) {
      return "its case is " + subject.state().label() + ", " + subject.note();
    }
    if (!isDue(subject, context.clock().instant()) || ladder.step(subject) != step) {
      return "it is " + subject.state().label() + ", " + subject.note();
    }
    return null;
  }

  private List<Case> due(AccountId account) {
    var now = context.clock().instant();
    return context.cases().open().stream()
        .filter(subject -> subject.key().account().equals(account))
        .filter(subject -> isDue(subject, now))
        .sorted(Comparator.comparing(Case::due).thenComparing(Case::key))
        .toList();
  }

  private boolean isDue(Case subject, Instant now) {
    var due = ladder.nextDue(subject);
    return due != null && !due.isAfter(now);
  }

  private Result refuse(Case subject, String overCap) {
    try (var _ = subject.inLog()) {
      return gate.refuse(subject, ladder.step(subject), Objection.by(GuardName.CAPS, overCap));
    }
  }

  private Result stepSafely(Case subject, Standing standing, Ticket ticket) {
    try (var _ = subject.inLog()) {
      return stepOrFailure(subject, standing, ticket);
    }
  }

  /** One bad item must not stop the pass. */
  private Result stepOrFailure(Case subject, Standing standing, Ticket ticket) {
    try {
      return step(subject, standing, ticket);
    } catch (RuntimeException e) {
      log.error("step failed, its case waits for the next pass sandbox={}", subject.key(), e);
      return Result.of(subject, ladder.step(subject), Outcome.FAILED, "our own fault, see the log");
    }
  }

  private Result step(Case subject, Standing standing, Ticket ticket) {
    var step = ladder.step(subject);
    if (step == Action.NOTIFY && ladder.ceiling(subject) == Action.OBSERVE) {
      return gate.refuse(subject, step, gate.armed(subject, step, standing, ticket));
    }
    if (ladder.ceiling(subject) != Action.NOTIFY || subject.state() == CaseState.PAUSED) {
      return gate.act(subject, step, standing, ticket);
    }
    var snooze = context.snoozes().holding(subject.key());
    if (snooze != null) {
      return gate.refuse(
          subject, Action.NOTIFY, Objection.by(GuardName.UNPROTECTED, Snoozes.told(snooze)));
    }
    if (ticket.plan()) {
      return Result.of(subject, Action.NOTIFY, Outcome.PLANNED, subject.reason());
    }
    return tell(subject);
  }

  private Result tell(Case subject) {
    var now = context.clock().instant();
    var told = subject.to(CaseState.NOTIFIED, now, subject.due(), "people were told");
    context.cases().save(told, "notified", Evidence.note(subject.reason()));
    announcer.condemned(told);
    log.warn(
        "orphan sandbox={} policy={} reason=\"{}\"",
        subject.key(),
        subject.policy(),
        subject.reason());
    return Result.of(told, Action.NOTIFY, Outcome.NOTIFIED, subject.reason());
  }

  private boolean begins(Case subject, Ticket ticket) {
    var step = ladder.step(subject);
    return step.compareTo(Action.PAUSE) >= 0
        && ladder.ambition(subject).compareTo(Action.NOTIFY) > 0
        && !ticket.covers(subject, step)
        && !caps.counted(subject);
  }

  /** Which cap this pass would exceed; then nothing begins, and the account is frozen. */
  private @Nullable String overCap(List<Case> due, Standing standing, Ticket ticket) {
    var beginning =
        due.stream()
            .filter(subject -> begins(subject, ticket))
            .filter(subject ->
                gate.ask(subject, ladder.step(subject), standing, ticket).stream()
                    .allMatch(each -> each.holds() || HYPOTHETICAL.contains(each.guard())))
            .toList();
    return told(
        caps.exceededByPass(standing.account(), beginning, standing.running()), standing.account());
  }

  private @Nullable String told(@Nullable String over, AccountId account) {
    if (over != null) {
      gate.overCap(account, over);
    }
    return over;
  }
}

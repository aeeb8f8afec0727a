package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Window;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which step of a case comes next, and when; no guard is asked. Pure, but for the mode. */
final class Ladder {

  private final Policies policies;
  private final Supplier<Action> mode;
  private final Window window;

  Ladder(Policies policies, Supplier<Action> mode, Window window) {
    this.policies = policies;
    this.mode = mode;
    this.window = window;
  }

  /** How far the case may go today. */
  Action ceiling(Case subject) {
    var policy = policies.byName(subject.policy());
    return policy == null ? Action.OBSERVE : policy.action().atMost(mode.get());
  }

  /** How far the case would go today if what only observes were armed. */
  Action ambition(Case subject) {
    var policy = policies.byName(subject.policy());
    return policy != null && mode.get() == Action.OBSERVE ? policy.action() : ceiling(subject);
  }

  /** The next step. A running sandbox is paused first; only a paused one is killed. */
  Action step(Case subject) {
    if (subject.state() == CaseState.PAUSED) {
      return Action.KILL;
    }
    var policy = policies.byName(subject.policy());
    if (policy != null && policy.action() == Action.NOTIFY) {
      return Action.NOTIFY;
    }
    return policy != null && policy.condition() instanceof Condition.PausedLongerThan
        ? Action.KILL
        : Action.PAUSE;
  }

  /** When the case may take its next step; null where it has none to take. */
  @Nullable Instant nextDue(Case subject) {
    var steps =
        switch (subject.state()) {
          case DUE, MARKED -> true;
          case NOTIFIED -> ceiling(subject).compareTo(Action.NOTIFY) > 0;
          case PAUSED -> ceiling(subject) == Action.KILL && subject.action() == Action.KILL;
          case PAUSING, REVIVED, KILLING, ESCALATED, KILLED, GONE, RECOVERED, RELEASED -> false;
        };
    if (!steps) {
      return null;
    }
    return subject.approved() ? Instant.MIN : subject.due();
  }

  /** From when a pass is of use to the case: its next step is due, and no window is shut. */
  @Nullable Instant nextChance(Case subject, Instant now) {
    @Nullable Instant due = nextDue(subject) == null ? null : wanted(subject);
    if (due == null || ceiling(subject) == Action.NOTIFY) {
      return due;
    }
    var earliest = due.isAfter(now) ? due : now;
    var opens = opening(subject, earliest);
    return opens == null || opens.isAfter(earliest) ? opens : due;
  }

  /** Since when the next step may be taken, which a person's approval may have brought forward. */
  private static Instant wanted(Case subject) {
    @Nullable Instant approvedAt = subject.approvedAt();
    @Nullable Instant pausedAt = subject.pausedAt();
    var afterwards = approvedAt != null && pausedAt != null && !pausedAt.isBefore(approvedAt);
    return approvedAt == null || afterwards || approvedAt.isAfter(subject.due())
        ? subject.due()
        : approvedAt;
  }

  /** {@code moment} if both windows are open then, else when they may be; null if never. */
  @Nullable Instant opening(Case subject, Instant moment) {
    var policy = policies.byName(subject.policy());
    var all = window.opening(moment);
    var own = policy == null ? all : policy.window().opening(moment);
    return all == null || own == null ? null : all.isAfter(own) ? all : own;
  }
}

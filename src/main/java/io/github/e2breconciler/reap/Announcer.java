package io.github.e2breconciler.reap;

import io.github.e2breconciler.notify.Notice;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what will be ended before it is, and what was ended afterwards.
 *
 * <p>A warning is told once, and again after a restart, which forgets what was told; its id stays
 * the same. What the sink has no room for is offered again by the next look, so long as it is still
 * ahead. Sends nothing itself and never waits. Safe for many threads.
 */
final class Announcer {

  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final ReapContext context;
  private final Ladder ladder;
  private final Map<String, String> told = new ConcurrentHashMap<>(); // notice to case

  Announcer(ReapContext context, Ladder ladder) {
    this.context = context;
    this.ladder = ladder;
  }

  /** Tells of every open case of an account what lies ahead of it. */
  void look(AccountId account) {
    var open = context.cases().open();
    told.values().retainAll(open.stream().map(Case::id).collect(Collectors.toUnmodifiableSet()));
    open.stream().filter(subject -> subject.key().account().equals(account)).forEach(this::ahead);
  }

  /** Tells what was done, once it was seen to hold, and what comes next. */
  void settled(Result result) {
    var subject = result.subject();
    if (result.outcome() == Outcome.PAUSED || result.outcome() == Outcome.KILLED) {
      offer(notice(subject, Notice.Type.ENDED, result.step(), null, subject.reason()));
    }
    if (subject.open()) {
      ahead(subject);
    }
  }

  /** Tells of a case that goes no further than telling. */
  void condemned(Case subject) {
    offer(notice(subject, Notice.Type.CONDEMNED, Action.NOTIFY, null, subject.reason()));
  }

  private void ahead(Case subject) {
    if (subject.state() == CaseState.ESCALATED) {
      once(subject, notice(subject, Notice.Type.ESCALATED, subject.action(), null, subject.note()));
      return;
    }
    @Nullable Instant due = ladder.nextDue(subject);
    if (due == null
        || ladder.ceiling(subject).compareTo(Action.PAUSE) < 0
        || context.snoozes().holding(subject.key()) != null) {
      return;
    }
    var now = context.clock().instant();
    @Nullable Instant opening = ladder.opening(subject, due.isBefore(now) ? now : due);
    if (opening != null) { // else the windows never open
      var step = ladder.step(subject);
      once(subject, notice(subject, Notice.Type.ENDING, step, opening, subject.reason()));
    }
  }

  private void once(Case subject, Notice notice) {
    if (told.putIfAbsent(notice.id(), subject.id()) == null && !offer(notice)) {
      told.remove(notice.id());
    }
  }

  private boolean offer(Notice notice) {
    return context.notices().offer(notice);
  }

  private Notice notice(
      Case subject, Notice.Type type, Action step, @Nullable Instant due, String reason) {
    return new Notice(
        subject.id() + "/" + type.label() + "/" + step.label(),
        type,
        context.clock().instant(),
        subject.key(),
        owner(subject),
        subject.id(),
        subject.policy(),
        step.label(),
        due,
        reason);
  }

  /** What cannot be read names nobody; it must not keep the pass from the others. */
  private @Nullable String owner(Case subject) {
    try {
      return Evidence.metadata(subject.evidence()).get(context.leases().ownerKey());
    } catch (IllegalArgumentException e) {
      try (var _ = subject.inLog()) {
        log.warn("unreadable evidence, its owner is not named sandbox={}", subject.key(), e);
      }
      return null;
    }
  }
}

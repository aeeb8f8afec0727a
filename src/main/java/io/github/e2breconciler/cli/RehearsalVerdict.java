package io.github.e2breconciler.cli;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.simulator.Asker;
import io.github.e2breconciler.simulator.Intervention;
import io.github.e2breconciler.simulator.Team;
import io.github.e2breconciler.simulator.Truth;
import io.github.e2breconciler.store.AuditRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a rehearsal went well, told from what the simulator knows and from the daemon's audit:
 * nobody's sandbox was touched, each leak came to its end or to a human, and every pause and kill
 * that reached E2B is in the audit, with what it rested on.
 */
final class RehearsalVerdict {

  /** What the audit of a case that ended in our kill has, in this order. */
  private static final List<String> STORY =
      List.of("marked", "intent-pause", "paused", "intent-kill", "killed");

  private static final int LINES = 1_000; // of the audit of one sandbox

  private final Engine engine;
  private final AccountId account;
  private final List<String> mistakes = new ArrayList<>();
  private final List<String> escalated = new ArrayList<>();
  private int proven;
  private int told;

  private RehearsalVerdict(Engine engine, AccountId account) {
    this.engine = engine;
    this.account = account;
  }

  /** Looks at everything once the fleet has come to rest. */
  static RehearsalVerdict of(Engine engine, AccountId account, Team team, Truth truth) {
    var verdict = new RehearsalVerdict(engine, account);
    truth
        .wrongs()
        .forEach(wrong -> verdict.mistakes.add("owned, and " + wrong.kind() + ": " + wrong));
    truth.leaked().keySet().forEach(verdict::leftover);
    team.interventionsAfter(0).stream()
        .filter(done -> done.by() == Asker.API)
        .forEach(verdict::audited);
    verdict.stories();
    return verdict;
  }

  /** Whether every leak is dead, or with a human. */
  static boolean settled(Engine engine, AccountId account, Truth truth) {
    return truth.leaked().keySet().stream()
        .allMatch(sandbox -> {
          var subject = engine.cases().open(new SandboxKey(account, sandbox));
          return subject != null && subject.state() == CaseState.ESCALATED;
        });
  }

  boolean good() {
    return mistakes.isEmpty();
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    escalated.forEach(each -> lines.add("escalated: " + each));
    lines.add(
        "audit: %d pauses and kills at E2B, each with its intent; %d stories from mark to kill"
            .formatted(proven, told));
    mistakes.forEach(each -> lines.add("NOT GOOD: " + each));
    lines.add("rehearsal " + (good() ? "passed" : "failed"));
    return lines;
  }

  private void leftover(SandboxId sandbox) {
    var subject = engine.cases().open(new SandboxKey(account, sandbox));
    if (subject != null && subject.state() == CaseState.ESCALATED && !subject.note().isBlank()) {
      escalated.add(sandbox + ": " + subject.note());
    } else {
      var state = subject == null ? "no case" : subject.state().label() + ", " + subject.note();
      mistakes.add("leaked, neither ended nor escalated: " + sandbox + " (" + state + ")");
    }
  }

  private void audited(Intervention done) {
    var what = done.kind() == Intervention.Kind.PAUSED ? "intent-pause" : "intent-kill";
    var known =
        engine
            .around()
            .store()
            .read(tx -> tx.audit().ofSandbox(account.name(), done.sandbox().value(), LINES))
            .stream()
            .anyMatch(row -> row.what().equals(what) && row.detail().contains("\"policy\""));
    if (known) {
      proven++;
    } else {
      mistakes.add("not in the audit: " + done);
    }
  }

  private void stories() {
    var after = "";
    List<Case> page;
    do {
      page = engine.cases().page(after, LINES, false);
      for (var subject : page) {
        after = subject.id();
        if (subject.state() == CaseState.KILLED) {
          story(subject);
        }
      }
    } while (page.size() == LINES);
  }

  private void story(Case subject) {
    var steps =
        engine.around().store().read(tx -> tx.audit().ofCase(subject.id())).stream()
            .map(AuditRow::what)
            .toList();
    var next = 0;
    for (var step : steps) {
      next += next < STORY.size() && step.equals(STORY.get(next)) ? 1 : 0;
    }
    if (next == STORY.size()) {
      told++;
    } else {
      mistakes.add("a story with a gap: " + subject.key() + " " + steps);
    }
  }
}

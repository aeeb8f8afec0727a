package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * S8: what the daemon says it killed is dead, a while after it said so; unless E2B itself said of a
 * living one that it is not there.
 */
final class Truthful implements Law {

  /** E2B may say that it is dead before it is. */
  private static final Duration DYING = Duration.ofSeconds(20);

  /** Where it says so of one that woke meanwhile, its sweep ends the machine: past a minute. */
  private static final Duration SWEPT = Duration.ofSeconds(90);

  private final Map<String, SandboxId> killing = new HashMap<>();
  private final Map<SandboxId, Instant> said = new HashMap<>();
  private final Set<SandboxId> deniedByE2b = new HashSet<>();
  private final Set<SandboxId> accepted = new HashSet<>();
  private final Stage stage;

  Truthful(Stage stage) {
    this.stage = stage;
  }

  /** E2B denied that it exists, perhaps untruly. */
  void denied(SandboxId sandbox) {
    if (stage.team().get(sandbox).done()) {
      deniedByE2b.add(sandbox);
    }
  }

  /** E2B answered that it killed it. */
  void accepted(SandboxId sandbox) {
    accepted.add(sandbox);
  }

  @Override
  public void requested(Request request) {
    if (request.action() == Action.KILL) {
      killing.put(request.subject().id(), request.sandbox());
    }
  }

  @Override
  public void look(Engine engine) {
    look(engine.cases()::find);
  }

  void look(Function<String, @Nullable Case> cases) {
    var now = stage.time().instant();
    for (var each : List.copyOf(killing.entrySet())) { // others go on while a case is looked up
      var subject = cases.apply(each.getKey());
      if (subject != null && !subject.open()) {
        killing.remove(each.getKey());
        if (subject.state() == CaseState.KILLED) {
          said.putIfAbsent(each.getValue(), now);
        }
      }
    }
    said.entrySet().removeIf(each -> overdue(each.getKey(), each.getValue(), now));
  }

  private boolean overdue(SandboxId sandbox, Instant since, Instant now) {
    if (now.isBefore(since.plus(accepted.contains(sandbox) ? SWEPT : DYING))) {
      return false;
    }
    if (stage.team().alive(sandbox) && !deniedByE2b.contains(sandbox)) {
      throw new Violation(LawName.S8, sandbox, "said to be killed at " + since + ", and it lives");
    }
    return true;
  }
}

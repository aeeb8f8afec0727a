package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.e2b.ListWalk.Walk;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.LifecycleEvent.Checkpointed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Created;
import io.github.e2breconciler.sandbox.LifecycleEvent.Killed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Paused;
import io.github.e2breconciler.sandbox.LifecycleEvent.Resumed;
import io.github.e2breconciler.sandbox.LifecycleEvent.Unrecognised;
import io.github.e2breconciler.sandbox.LifecycleEvent.Updated;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What events tell of one account's sandboxes while its list is walked: in a large fleet some end
 * between the first page and the last, and only their events tell them from rows that the list left
 * out. Safe for many threads.
 */
final class Churn {

  /** Clocks of nodes and of the API may be this far apart. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Map<SandboxId, Instant> began = new HashMap<>();
  private final Map<SandboxId, Instant> left = new HashMap<>();
  private final Map<SandboxId, Instant> back = new HashMap<>();
  private boolean walking;

  /** A walk is about to begin: what is heard from now on concerns it. */
  synchronized void begin() {
    forget();
    walking = true;
  }

  /** The walk is judged. */
  synchronized void end() {
    forget();
    walking = false;
  }

  private void forget() {
    began.clear();
    left.clear();
    back.clear();
  }

  synchronized void heard(LifecycleEvent event) {
    if (!walking) {
      return;
    }
    var sandbox = event.sandbox();
    switch (event) {
      case Created _, Resumed _ -> began.merge(sandbox, event.at(), Churn::earlier);
      case Killed(var _, var run, var _) -> ended(event, run);
      case Paused(var _, var run) -> ended(event, run);
      case Checkpointed _ -> { // while its snapshot was taken, the list left it out
        left.merge(sandbox, event.at(), Churn::earlier);
        back.put(sandbox, event.at());
      }
      case Updated _, Unrecognised _ -> {}
    }
  }

  private void ended(LifecycleEvent event, @Nullable ExecutionRun run) {
    left.merge(event.sandbox(), event.at(), Churn::earlier);
    if (run != null && run.startedAt() != null) {
      began.merge(event.sandbox(), run.startedAt(), Churn::earlier);
    }
  }

  /** The walk, with everything explained that was heard so far. */
  synchronized Walk explain(Walk walk) {
    var gone =
        left.entrySet().stream()
            .filter(each -> during(walk, each.getValue()))
            .filter(each -> !walk.shown().contains(each.getKey()))
            .filter(each -> ranBefore(walk, each.getKey()))
            .count();
    var returned =
        back.entrySet().stream()
            .filter(each -> during(walk, each.getValue()))
            .filter(each -> walk.shown().contains(each.getKey()))
            .count();
    return walk.explained((int) gone, (int) returned);
  }

  private static boolean during(Walk walk, Instant at) {
    return !at.isBefore(walk.startedAt().minus(MARGIN))
        && !at.isAfter(walk.finishedAt().plus(MARGIN));
  }

  /** One that was born and ended within the walk was in no count of it. */
  private boolean ranBefore(Walk walk, SandboxId sandbox) {
    var start = began.get(sandbox);
    var end = left.get(sandbox);
    return start == null
        || !start.isAfter(walk.startedAt())
        || (end != null && end.isBefore(start)); // paused first, and resumed afterwards
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

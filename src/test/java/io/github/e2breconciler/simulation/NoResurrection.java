package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * S6: the mirror never brings an execution that it held dead back to life, unless E2B showed it
 * alive since; and it holds one belief about a sandbox. What E2B showed is noted by who saw it.
 */
final class NoResurrection implements Law {

  private final Map<SandboxId, Instant> shownAlive = new HashMap<>();
  private final Map<SandboxKey, Sandbox> dead = new HashMap<>();

  /** An answer or event said at that time that it lives. */
  void shown(SandboxId sandbox, Instant at) {
    shownAlive.merge(sandbox, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** An event was told, by webhook or by feed. */
  void heard(LifecycleEvent event) {
    if (!(event instanceof LifecycleEvent.Killed)) {
      shown(event.sandbox(), event.at());
    }
  }

  @Override
  public void acknowledged(LifecycleEvent event) {
    heard(event);
  }

  @Override
  public void started(Engine engine) {
    dead.clear(); // its last seconds may not be stored yet, and are learned anew
  }

  @Override
  public void look(Engine engine) {
    engine.inventory().all().forEach(this::look);
  }

  void look(Sandbox belief) {
    if (!belief.state().exists()) {
      dead.putIfAbsent(belief.key(), belief);
      return;
    }
    var was = dead.remove(belief.key());
    var start = belief.startedAt();
    if (was == null || start == null || was.startedAt() == null) {
      return;
    }
    var shown = shownAlive.getOrDefault(belief.key().sandbox(), Instant.MIN);
    if (Sandbox.sameExecution(start, was.startedAt()) && shown.isBefore(was.observedAt())) {
      throw new Violation(belief.key().sandbox(), "back from the dead: " + was + " " + belief);
    }
  }
}

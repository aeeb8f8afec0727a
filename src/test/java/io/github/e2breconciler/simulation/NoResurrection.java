package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * S6: the mirror never brings an execution that it held dead back to life, unless E2B showed it
 * alive since; nor holds one dead of whose end nobody told, by an event or by a read that did not
 * find it. What E2B showed and told is noted by who saw it.
 */
final class NoResurrection implements Law {

  /** Events say seconds, and nodes disagree about them. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Map<SandboxId, Instant> shownAlive = new HashMap<>();
  private final Map<SandboxKey, Sandbox> dead = new HashMap<>();
  private final Map<SandboxId, Instant> toldDead = new HashMap<>();
  private final AccountId account;

  /** Of the sandboxes of one account. */
  NoResurrection(AccountId account) {
    this.account = account;
  }

  /** An answer or event said at that time that it lives. */
  void shown(SandboxId sandbox, Instant at) {
    shownAlive.merge(sandbox, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** An answer or event said that at that time it was dead. */
  void denied(SandboxId sandbox, Instant at) {
    toldDead.merge(sandbox, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** Whether E2B ever said that it is dead. */
  boolean denied(SandboxId sandbox) {
    return toldDead.containsKey(sandbox);
  }

  /** An event was told, by webhook or by feed. */
  void heard(LifecycleEvent event) {
    if (event instanceof LifecycleEvent.Killed) {
      denied(event.sandbox(), event.at());
    } else {
      shown(event.sandbox(), event.at());
    }
  }

  @Override
  public void delivered(LifecycleEvent event) {
    if (event instanceof LifecycleEvent.Killed) {
      heard(event); // it may be stored whatever the answer is
    }
  }

  @Override
  public void acknowledged(LifecycleEvent event, boolean fresh) {
    heard(event);
  }

  @Override
  public void started(Engine engine) {
    dead.clear(); // its last seconds may not be stored yet, and are learned anew
  }

  @Override
  public void survey(Engine engine) {
    var inventory = engine.inventory();
    var gone =
        inventory.gone().filter(key -> key.account().equals(account)).collect(Collectors.toSet());
    Stream.concat(
            gone.stream().filter(key -> !dead.containsKey(key)),
            List.copyOf(dead.keySet()).stream().filter(key -> !gone.contains(key)))
        .map(inventory::find)
        .filter(Objects::nonNull)
        .forEach(this::look);
  }

  void look(Sandbox belief) {
    if (!belief.state().exists()) {
      if (dead.putIfAbsent(belief.key(), belief) == null) {
        requireTold(belief);
      }
      return;
    }
    var was = dead.remove(belief.key());
    var start = belief.startedAt();
    if (was == null || start == null || was.startedAt() == null) {
      return;
    }
    var shown = shownAlive.getOrDefault(belief.key().sandbox(), Instant.MIN);
    if (Sandbox.sameExecution(start, was.startedAt()) && shown.isBefore(was.observedAt())) {
      throw new Violation(
          LawName.S6, belief.key().sandbox(), "back from the dead: " + was + " " + belief);
    }
  }

  private void requireTold(Sandbox belief) {
    var told = toldDead.getOrDefault(belief.key().sandbox(), Instant.MIN);
    var start = belief.startedAt();
    if (told.equals(Instant.MIN) || (start != null && told.isBefore(start.minus(MARGIN)))) {
      throw new Violation(
          LawName.S6, belief.key().sandbox(), "held dead though nobody told so: " + belief);
    }
  }
}

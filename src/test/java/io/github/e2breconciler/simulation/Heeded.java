package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * S6, as far as the newest counts: what the mirror rests on never goes back to what was said for an
 * earlier time, and a run whose beginning was acknowledged is running from then on, unless
 * something later was said. Of two things said for times that differ by two seconds or less nobody
 * knows which is the later, since nodes disagree.
 */
final class Heeded implements Law {

  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Map<SandboxId, Instant> said = new HashMap<>();
  private final Map<SandboxKey, Instant> resting = new HashMap<>();
  private final AccountId account;
  private final Supplier<@Nullable Engine> engine;

  /** Of the sandboxes of one account. */
  Heeded(AccountId account, Supplier<@Nullable Engine> engine) {
    this.account = account;
    this.engine = engine;
  }

  /** E2B said something of it for that time, in an answer or an event. */
  void said(SandboxId sandbox, Instant at) {
    said.merge(sandbox, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  @Override
  public void delivered(LifecycleEvent event) {
    if (!begins(event)) {
      said(event.sandbox(), event.at());
    }
  }

  @Override
  public void acknowledged(LifecycleEvent event, boolean fresh) {
    var daemon = engine.get();
    if (fresh && daemon != null && begins(event)) {
      acknowledged(
          event, key -> daemon.inventory().find(key), new SandboxKey(account, event.sandbox()));
    }
    said(event.sandbox(), event.at());
  }

  void acknowledged(
      LifecycleEvent event, Function<SandboxKey, @Nullable Sandbox> beliefs, SandboxKey key) {
    var later = said.getOrDefault(key.sandbox(), Instant.MIN);
    var belief = beliefs.apply(key);
    if (later.isBefore(event.at().minus(MARGIN))
        && (belief == null || belief.state() != State.RUNNING)) {
      throw new Violation(
          LawName.S6, key.sandbox(), "begun at " + event.at() + ", and believed " + belief);
    }
  }

  private static boolean begins(LifecycleEvent event) {
    return event instanceof LifecycleEvent.Created || event instanceof LifecycleEvent.Resumed;
  }

  @Override
  public void starting() {
    resting.clear(); // its last seconds may not be stored yet, and are learned anew
  }

  @Override
  public void survey(Engine watched) {
    watched.inventory().living(account).forEach(this::look);
  }

  void look(Sandbox belief) {
    var before = resting.put(belief.key(), belief.observedAt());
    if (before != null && belief.observedAt().isBefore(before)) {
      throw new Violation(
          LawName.S6,
          belief.key().sandbox(),
          "it rested on what was said for " + before + ", and goes back to " + belief);
    }
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.util.function.BiConsumer;

/** The ways in which a workload's sandboxes leak although their owner lives. Guarded by it. */
final class Leaks {

  /** Whose sandboxes they are until they leak. */
  interface Holder {

    /** It uses one for so long, and then sees to its end. */
    void uses(SandboxId sandbox, Duration length);

    /** It uses one for so long, and then nobody thinks of it any more. */
    void forgets(SandboxId sandbox, Duration after);
  }

  private static final int MOST_CHILDREN = 3;
  private static final int VISITS = 10; // in the life of a leak
  private static final Duration LONGEST = Duration.ofHours(23); // E2B's limit is a day

  private final Team team;
  private final WorkloadDraws draws;
  private final BiConsumer<Duration, Runnable> later;

  /**
   * A source of leaks.
   *
   * @param later does something after a while
   */
  Leaks(Team team, WorkloadDraws draws, BiConsumer<Duration, Runnable> later) {
    this.team = team;
    this.draws = draws;
    this.later = later;
  }

  /**
   * Starts a sandbox that will leak, or what leaks beside it.
   *
   * @param life how long it is in use
   * @param leakLife how long E2B lets live what nobody ends
   */
  void start(
      WorkloadDraws.Leak leak, NewSandbox spec, Duration life, Duration leakLife, Holder holder) {
    switch (leak) {
      case NONE -> holder.uses(create(spec), life);
      case LOST_HANDLE -> holder.forgets(create(longer(spec, life.plus(leakLife))), life);
      case REVIVED -> {
        var revived = create(spec.wokenByTraffic());
        holder.forgets(revived, life);
        later.accept(life.plus(leakLife.dividedBy(VISITS)), () -> visit(revived, leakLife));
      }
      case FORKED -> {
        var parent = create(spec);
        holder.uses(parent, life);
        later.accept(life.dividedBy(2), () -> fork(parent, life.dividedBy(2), leakLife, holder));
      }
      case TWIN -> {
        holder.forgets(create(longer(spec, life.plus(leakLife))), Duration.ZERO);
        holder.uses(create(spec), life);
      }
    }
  }

  /** Traffic that wakes it, as long as there is anything to wake. */
  private void visit(SandboxId sandbox, Duration leakLife) {
    if (team.get(sandbox).done()) {
      team.touch(sandbox);
      later.accept(draws.pause(leakLife.dividedBy(VISITS)), () -> visit(sandbox, leakLife));
    }
  }

  private void fork(SandboxId parent, Duration left, Duration leakLife, Holder holder) {
    var children = team.fork(parent, 1 + draws.below(MOST_CHILDREN), leakLife);
    if (children.done()) {
      for (var child : children.value()) {
        if (child.done()) {
          holder.forgets(child.value().id(), left);
        }
      }
    }
  }

  private SandboxId create(NewSandbox spec) {
    return team.create(spec).value().id();
  }

  private static NewSandbox longer(NewSandbox spec, Duration timeout) {
    return spec.withTimeout(timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST);
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The machines that really run, one for each live execution, whatever the records say.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Nodes {

  private record Machine(SandboxId sandbox, int node) {}

  /** How long a machine takes to stop. */
  static final Duration STOPPING = Duration.ofMillis(100);

  private static final int MOST_CRASHES = 10_000;

  private final int count;
  private final Map<ExecutionId, Machine> machines = new LinkedHashMap<>();
  private final Map<SandboxId, Integer> machinesOf = new LinkedHashMap<>();
  private final SequencedMap<ExecutionId, Instant> crashes = new LinkedHashMap<>();

  private Duration stopping = STOPPING;

  Nodes(int count) {
    this.count = count;
  }

  Duration stopping() {
    return stopping;
  }

  void stopAfter(Duration value) {
    stopping = value;
  }

  int count() {
    return count;
  }

  void start(SandboxId sandbox, ExecutionId execution, int node) {
    machines.put(execution, new Machine(sandbox, node));
    machinesOf.merge(sandbox, 1, Integer::sum);
  }

  /** Ends a machine and tells whether there was one. */
  boolean stop(ExecutionId execution) {
    var machine = machines.remove(execution);
    if (machine == null) {
      return false;
    }
    machinesOf.computeIfPresent(machine.sandbox, (_, left) -> left == 1 ? null : left - 1);
    return true;
  }

  /** Ends a machine and remembers when, of the newest few thousand. */
  boolean crash(ExecutionId execution, Instant now) {
    if (!stop(execution)) {
      return false;
    }
    crashes.put(execution, now);
    if (crashes.size() > MOST_CRASHES) {
      crashes.pollFirstEntry();
    }
    return true;
  }

  /** When a machine crashed, or null where it did not. */
  @Nullable Instant crashOf(ExecutionId execution) {
    return crashes.get(execution);
  }

  boolean alive(ExecutionId execution) {
    return machines.containsKey(execution);
  }

  /** Whether any machine runs for a sandbox, of whichever execution. */
  boolean alive(SandboxId sandbox) {
    return machinesOf.containsKey(sandbox);
  }

  /** Ends every machine of a node and tells which they were and whose. */
  Map<ExecutionId, SandboxId> lose(int node) {
    var lost = new LinkedHashMap<ExecutionId, SandboxId>();
    machines.forEach((execution, machine) -> {
      if (machine.node == node) {
        lost.put(execution, machine.sandbox);
      }
    });
    lost.keySet().forEach(this::stop);
    return lost;
  }
}

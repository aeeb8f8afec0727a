package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.util.LinkedHashSet;
import java.util.Set;

/** An owner of sandboxes, alive as long as the fleet knows it. Guarded by its fleet. */
final class Worker {

  private final String owner;
  private final Set<SandboxId> sandboxes = new LinkedHashSet<>();
  private final Set<SandboxId> asleep = new LinkedHashSet<>();
  private boolean crashed;

  Worker(String owner) {
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  Set<SandboxId> sandboxes() {
    return sandboxes;
  }

  /** Those of its sandboxes that it paused. */
  Set<SandboxId> asleep() {
    return asleep;
  }

  /** It does nothing any more. */
  void crash() {
    crashed = true;
  }

  boolean crashed() {
    return crashed;
  }

  boolean mayCrash() {
    return asleep.isEmpty() && !sandboxes.isEmpty();
  }
}

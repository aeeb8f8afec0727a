package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;

/**
 * A belief as {@link BeliefBytes} packs it; its lock is held by whoever changes it, or reads more
 * of it than the first byte. One that ceases to exist, or comes back, is so within a step of the
 * map, which sets how long it is held.
 */
final class Held {

  private volatile byte[] bytes;

  Held(Belief belief) {
    bytes = BeliefBytes.pack(belief);
  }

  boolean exists() {
    return BeliefBytes.exists(bytes);
  }

  boolean runs() {
    return BeliefBytes.runs(bytes);
  }

  boolean lacked() {
    return BeliefBytes.lacked(bytes);
  }

  synchronized Belief belief(SandboxKey key) {
    return BeliefBytes.unpack(key, bytes);
  }

  synchronized Sandbox view(SandboxKey key) {
    return BeliefBytes.view(key, bytes);
  }

  synchronized void become(Belief belief) {
    bytes = BeliefBytes.pack(belief);
  }

  /** Whether a row of that very time is the last that was said of it. */
  synchronized boolean shownAt(Instant asOf) {
    return BeliefBytes.settled(bytes) && SettledBytes.asOf(bytes).equals(asOf);
  }

  /** As {@link Inventory#confirm}. */
  synchronized boolean confirm(Seen seen) {
    if (!BeliefBytes.settled(bytes) || !SettledBytes.saidAgain(bytes, seen)) {
      return false;
    }
    SettledBytes.stamp(bytes, seen.asOf());
    return true;
  }
}

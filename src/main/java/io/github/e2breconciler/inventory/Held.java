package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;

/**
 * A belief as {@link BeliefBytes} packs it; its lock is held by whoever changes it, or reads of it
 * what a walk changes in place. One that ceases to exist, or comes back, is so within a step of the
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

  /** Whether it may run though its planned end is before {@code moment}: at a glance, no less. */
  boolean runsPast(Instant moment) {
    var now = bytes;
    return BeliefBytes.runs(now)
        && (!BeliefBytes.settled(now) || SettledBytes.endAt(now).isBefore(moment));
  }

  /** Whether it runs and its end or its size may be unknown, which no settled row leaves open. */
  boolean perhapsBare() {
    var now = bytes;
    return BeliefBytes.runs(now) && !BeliefBytes.settled(now);
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

package io.github.e2breconciler.inventory;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One merge, from inside the map's atomic step to the account of it outside. */
final class MergeStep {

  private final Observation observation;
  private @Nullable Belief before;
  private Belief after;

  MergeStep(SandboxKey key, Observation observation) {
    this.observation = observation;
    this.after = Belief.blank(key);
  }

  Held merge(SandboxKey key, @Nullable Held known) {
    var held = known == null ? new Held(after) : known;
    synchronized (held) {
      if (known != null) {
        before = held.belief(key);
      }
      after = Merge.merge(before == null ? after : before, observation);
      held.become(after);
    }
    return held;
  }

  Change change(Instant now) {
    var was = before == null ? null : BeliefView.of(before);
    var is = BeliefView.of(after);
    return new Change(was, is, DriftClassifier.classify(was, is, observation, now), suspect(was));
  }

  /**
   * Whether a row said again what was known, but for the time. That need not be stored: after a
   * restart the next walk says it once more.
   */
  boolean repeats(Change change) {
    var was = change.before();
    var known = before == null ? null : before.row();
    return observation instanceof Seen seen
        && was != null
        && known != null
        && before != null
        && seen.row().equals(known.row())
        && before.absence().equals(after.absence())
        && same(was, change.after());
  }

  private static boolean same(Sandbox was, Sandbox is) {
    return was.state() == is.state()
        && was.template().equals(is.template())
        && was.metadata().equals(is.metadata())
        && Objects.equals(was.startedAt(), is.startedAt())
        && Objects.equals(was.endAt(), is.endAt())
        && Objects.equals(was.size(), is.size())
        && Objects.equals(was.execution(), is.execution());
  }

  private @Nullable Suspect suspect(@Nullable Sandbox was) {
    if (!(observation instanceof Heard(var event, var _, var _))) {
      return null;
    }
    if (was == null) {
      return birth(event) ? null : Suspect.UNKNOWN_SANDBOX;
    }
    if (!was.state().exists() && !(event instanceof LifecycleEvent.Killed)) {
      return Suspect.TOMBSTONE;
    }
    return event instanceof LifecycleEvent.Unrecognised ? Suspect.UNKNOWN_TYPE : null;
  }

  private static boolean birth(LifecycleEvent event) {
    return event instanceof LifecycleEvent.Created || event instanceof LifecycleEvent.Resumed;
  }
}

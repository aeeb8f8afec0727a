package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.util.List;

/** What befalls a team's sandboxes without anybody asking, beside crashes. */
final class Fate {

  private final Timeline timeline;
  private final Roster roster;
  private final Emitter emitter;
  private final Lifecycle lifecycle;

  Fate(Timeline timeline, Roster roster, Emitter emitter, Lifecycle lifecycle) {
    this.timeline = timeline;
    this.roster = roster;
    this.emitter = emitter;
    this.lifecycle = lifecycle;
  }

  /** Lets E2B forget the end of a running sandbox. */
  boolean forgetEnd(SandboxId sandbox) {
    synchronized (timeline.lock()) {
      timeline.advance();
      var found = roster.get(sandbox);
      if (found == null || found.paused() || found.spec().lifetime().neverExpires()) {
        return false;
      }
      roster.put(found.withSpec(found.spec().neverExpiring()));
      return true;
    }
  }

  /** Announces {@code count} updates that change nothing, of one running sandbox after another. */
  void announce(int count) {
    synchronized (timeline.lock()) {
      timeline.advance();
      var running = roster.newestFirst().filter(lifecycle::machineOf).limit(count).toList();
      for (var i = 0; i < count && !running.isEmpty(); i++) {
        emitter.updated(running.get(i % running.size()));
      }
    }
  }

  /** All records, newest start first. */
  List<SimulatedSandbox> records() {
    synchronized (timeline.lock()) {
      timeline.advance();
      return roster.newestFirst().toList();
    }
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Pace.Work;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies of running sandboxes: E2B's rules for fork and for snapshots that outlive their sandbox.
 *
 * <p>The copied one keeps its execution and its end, and says {@code checkpointed}. Guarded by the
 * timeline's lock.
 */
final class Snapshots {

  /**
   * A snapshot to create sandboxes from.
   *
   * @param id its template, with a tag
   * @param names empty where it was given none
   */
  record Snapshot(String id, List<String> names) {}

  private static final String TAG = ":default";

  private final Map<String, Snapshot> named = new LinkedHashMap<>();
  private final Timeline timeline;
  private final Roster roster;
  private final Emitter emitter;
  private final Lifecycle lifecycle;

  Snapshots(Timeline timeline, Roster roster, Emitter emitter, Lifecycle lifecycle) {
    this.timeline = timeline;
    this.roster = roster;
    this.emitter = emitter;
    this.lifecycle = lifecycle;
  }

  Reply<List<Reply<SimulatedSandbox>>> fork(SandboxId id, int count, Duration timeout) {
    return switch (take(id, timeline.pace().of(Work.SNAPSHOT))) {
      case Reply.Refused<SimulatedSandbox>(int status, String message) ->
          new Reply.Refused<>(status, message);
      case Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox parent) -> {
        var children = new ArrayList<Reply<SimulatedSandbox>>();
        for (var i = 0; i < count; i++) {
          children.add(lifecycle.startChild(parent, timeout));
        }
        yield new Reply.Done<>(201, children);
      }
    };
  }

  /** Takes a snapshot for later; one of a known name becomes that one's newest build. */
  Reply<Snapshot> keep(SandboxId id, @Nullable String name) {
    var sandbox = roster.get(id);
    if (sandbox != null && sandbox.paused()) {
      return Lifecycle.missing(id); // only what runs can be copied
    }
    return switch (take(id, timeline.pace().of(Work.SNAPSHOT))) {
      case Reply.Refused<SimulatedSandbox>(int status, String message) ->
          new Reply.Refused<>(status, message);
      case Reply.Done<SimulatedSandbox> _ ->
          new Reply.Done<>(
              201, name == null ? unnamed() : named.computeIfAbsent(name, Snapshots::named));
    };
  }

  /** Takes a snapshot that needs {@code duration}, during which no list shows the sandbox run. */
  Reply<SimulatedSandbox> take(SandboxId id, Duration duration) {
    var sandbox = roster.get(id);
    if (sandbox == null || sandbox.killing()) {
      return Lifecycle.missing(id);
    }
    if (sandbox.changing()) {
      return Lifecycle.changing(id);
    }
    if (!lifecycle.machineOf(sandbox)) {
      return new Reply.Refused<>(409, "Sandbox " + id + " is not running");
    }
    if (duration.isZero()) {
      emitter.checkpointed(sandbox);
      return new Reply.Done<>(201, sandbox);
    }
    var taking = sandbox.in(Phase.SNAPSHOTTING);
    roster.put(taking);
    timeline.at(timeline.now().plus(duration), () -> finish(taking));
    return new Reply.Done<>(201, taking);
  }

  /** Shows the sandbox again and announces its snapshot, unless it ended meanwhile. */
  private void finish(SimulatedSandbox taking) {
    var found = roster.get(taking.id());
    if (found == null || !found.snapshotting() || !found.sameRunAs(taking)) {
      return;
    }
    roster.put(found.in(Phase.RUNNING));
    if (lifecycle.machineOf(found)) {
      emitter.checkpointed(found);
    }
  }

  private Snapshot unnamed() {
    return new Snapshot(timeline.ids().template() + TAG, List.of());
  }

  private static Snapshot named(String name) {
    return new Snapshot(name + TAG, List.of(name + TAG));
  }
}

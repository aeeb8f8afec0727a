package io.github.e2breconciler.simulator;

import static java.time.temporal.ChronoUnit.MILLIS;
import static java.time.temporal.ChronoUnit.SECONDS;

import io.github.e2breconciler.sandbox.EventHeader;
import io.github.e2breconciler.sandbox.ExecutionRun;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;

/**
 * The node's voice: says what happened to a sandbox, to the feed and to the webhooks.
 *
 * <p>Events say no more than E2B's do: {@code created} neither end nor size, times inside the data
 * to the second, the run's length to the millisecond.
 */
final class Emitter {

  private final String team;
  private final Timeline timeline;
  private final Feed feed;
  private final Webhooks webhooks;

  Emitter(String team, Timeline timeline, Feed feed, Webhooks webhooks) {
    this.team = team;
    this.timeline = timeline;
    this.feed = feed;
    this.webhooks = webhooks;
  }

  void created(SimulatedSandbox sandbox) {
    publish(new LifecycleEvent.Created(header(sandbox, EventTypes.CREATED)));
  }

  void resumed(SimulatedSandbox sandbox) {
    publish(new LifecycleEvent.Resumed(header(sandbox, EventTypes.RESUMED)));
  }

  void updated(SimulatedSandbox sandbox) {
    var endAt = sandbox.endAt().truncatedTo(SECONDS);
    publish(new LifecycleEvent.Updated(header(sandbox, EventTypes.UPDATED), endAt));
  }

  void checkpointed(SimulatedSandbox sandbox) {
    publish(new LifecycleEvent.Checkpointed(header(sandbox, EventTypes.CHECKPOINTED)));
  }

  void paused(SimulatedSandbox sandbox) {
    publish(new LifecycleEvent.Paused(header(sandbox, EventTypes.PAUSED), run(sandbox)));
  }

  void killed(SimulatedSandbox sandbox, String reason) {
    publish(new LifecycleEvent.Killed(header(sandbox, EventTypes.KILLED), run(sandbox), reason));
  }

  /** Says something that E2B does not say today. */
  void unrecognised(SimulatedSandbox sandbox, String type) {
    publish(new LifecycleEvent.Unrecognised(header(sandbox, type)));
  }

  private ExecutionRun run(SimulatedSandbox sandbox) {
    var startedAt = sandbox.startedAt();
    var ran = Duration.between(startedAt, timeline.now()).truncatedTo(MILLIS);
    return new ExecutionRun(startedAt.truncatedTo(SECONDS), sandbox.spec().size(), ran);
  }

  private EventHeader header(SimulatedSandbox sandbox, String type) {
    var metadata = sandbox.spec().metadata();
    return new EventHeader(
        timeline.ids().uuid(),
        type,
        timeline.now(),
        sandbox.id(),
        sandbox.run().execution(),
        sandbox.spec().template(),
        sandbox.run().build(),
        team,
        metadata.isEmpty() ? null : metadata);
  }

  private void publish(LifecycleEvent event) {
    feed.add(event);
    webhooks.offer(event);
  }
}

package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.Intervention.Kind;
import io.github.e2breconciler.simulator.SimulatedSandbox.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One team's E2B: every call first brings the world to the clock's time, then answers as E2B would.
 *
 * <p>Ids of another team are unknown here. Safe for many threads.
 */
public final class Team {

  private final Map<String, Templates.Use> uses = new TreeMap<>();
  private final Interventions interventions = new Interventions();
  private final String id;
  private final Timeline timeline;
  private final TeamPlan plan;
  private final Feed feed;
  private final Webhooks webhooks;
  private final Emitter emitter;
  private final Endings endings;
  private final Lifecycle lifecycle;
  private final Timeouts timeouts;
  private final Fate fate;
  private final Snapshots snapshots;
  private final Headcount headcount;
  private final Roster roster;

  Team(String id, Timeline timeline, TeamPlan plan) {
    this.id = id;
    this.timeline = timeline;
    this.plan = plan;
    this.headcount = new Headcount(timeline);
    this.roster = new Roster(headcount);
    this.feed = new Feed(plan.feedLag());
    this.webhooks = new Webhooks(id, timeline);
    this.emitter = new Emitter(id, timeline, feed, webhooks);
    this.endings = new Endings(timeline, roster, emitter);
    this.lifecycle = new Lifecycle(timeline, plan, roster, emitter, endings);
    this.timeouts = new Timeouts(timeline, plan, roster, emitter, lifecycle);
    this.fate = new Fate(timeline, roster, emitter, lifecycle);
    this.snapshots = new Snapshots(timeline, roster, emitter, lifecycle);
  }

  /** The UUID that events carry as their team. */
  public String id() {
    return id;
  }

  public TeamPlan plan() {
    return plan;
  }

  public Reply<SimulatedSandbox> create(NewSandbox spec) {
    return present(() -> {
      var reply = lifecycle.create(spec);
      if (reply.done()) {
        uses.merge(spec.template(), Templates.Use.at(timeline.now()), Templates.Use::plus);
      }
      return reply;
    });
  }

  /** A page of the list; 400 for a limit out of 1 to 100 and for a token of another order. */
  public Reply<ListPage> list(ListQuery query) {
    return present(() -> ListPage.of(roster, query));
  }

  public Reply<SimulatedSandbox> get(SandboxId sandbox) {
    return present(() -> {
      var found = roster.get(sandbox);
      return found == null || found.killing()
          ? Lifecycle.missing(sandbox)
          : new Reply.Done<SimulatedSandbox>(200, found);
    });
  }

  /** What is done to a sandbox now, or null for one that there is not. */
  @Nullable Phase phase(SandboxId sandbox) {
    return present(() -> {
      var found = roster.get(sandbox);
      return found == null ? null : found.phase();
    });
  }

  public Reply<SimulatedSandbox> pause(SandboxId sandbox, Asker asker) {
    return noted(sandbox, Kind.PAUSED, asker, () -> endings.pause(sandbox, false));
  }

  /** Pauses one without its memory, so that traffic cannot wake it. */
  Reply<SimulatedSandbox> pauseCold(SandboxId sandbox, Asker asker) {
    return noted(sandbox, Kind.PAUSED, asker, () -> endings.pause(sandbox, true));
  }

  /** Ends a sandbox; of a paused one or a crashed one no event tells. */
  public Reply<SimulatedSandbox> kill(SandboxId sandbox, Asker asker) {
    return noted(sandbox, Kind.KILLED, asker, () -> endings.kill(sandbox));
  }

  /**
   * Ends a sandbox whose node does not answer: 500, the record is gone or back at its last pause,
   * and the machine lives on until E2B's orphan sweep, at least 60 s after its start.
   */
  public Reply<SimulatedSandbox> killUnreachable(SandboxId sandbox, Asker asker) {
    return noted(sandbox, Kind.KILLED, asker, () -> endings.killUnreachable(sandbox));
  }

  public Reply<SimulatedSandbox> resume(SandboxId sandbox, Duration timeout) {
    return present(() -> lifecycle.resume(sandbox, timeout));
  }

  /** Extends a running sandbox (200) or resumes a paused one (201). */
  public Reply<SimulatedSandbox> connect(SandboxId sandbox, Duration timeout) {
    return present(() -> timeouts.connect(sandbox, timeout));
  }

  /** Moves the end of a running sandbox to {@code timeout} from now, earlier or later. */
  public Reply<SimulatedSandbox> setTimeout(SandboxId sandbox, Duration timeout) {
    return present(() -> timeouts.set(sandbox, timeout));
  }

  /** Extends a running sandbox to {@code duration} from now, at least 15 s. */
  public Reply<SimulatedSandbox> refresh(SandboxId sandbox, Duration duration) {
    return present(() -> timeouts.refresh(sandbox, duration));
  }

  /** Checkpoints a running sandbox and starts {@code count} copies of it. */
  public Reply<List<Reply<SimulatedSandbox>>> fork(SandboxId sandbox, int count, Duration timeout) {
    return present(() -> snapshots.fork(sandbox, count, timeout));
  }

  /** Takes a snapshot, during which no list shows the sandbox running. */
  public Reply<SimulatedSandbox> checkpoint(SandboxId sandbox, Duration duration) {
    return present(() -> snapshots.take(sandbox, duration));
  }

  /** Takes a snapshot that outlives its sandbox. */
  Reply<Snapshots.Snapshot> keepSnapshot(SandboxId sandbox, @Nullable String name) {
    return present(() -> snapshots.keep(sandbox, name));
  }

  /** Traffic to a paused sandbox: wakes it where it was created so, and tells whether it did. */
  public boolean touch(SandboxId sandbox) {
    return present(() -> lifecycle.wake(sandbox));
  }

  /** Kills the machine alone, silently: list and read go on saying running until the end time. */
  public boolean crash(SandboxId sandbox) {
    return present(() -> lifecycle.crash(sandbox));
  }

  /** What befalls the team's sandboxes without anybody asking. */
  Fate fate() {
    return fate;
  }

  /** Sends an event of a type that E2B does not have today. */
  public boolean say(SandboxId sandbox, String type) {
    return present(() -> {
      var found = roster.get(sandbox);
      if (found != null) {
        emitter.unrecognised(found, type);
      }
      return found != null;
    });
  }

  public List<LifecycleEvent> events(FeedQuery query) {
    return present(() -> feed.page(query, timeline.now()));
  }

  public Webhook addWebhook(Webhook.Settings settings) {
    return present(() -> webhooks.add(settings));
  }

  public List<Webhook> webhooks() {
    return present(webhooks::all);
  }

  public @Nullable Webhook webhook(String webhook) {
    synchronized (timeline.lock()) {
      return webhooks.get(webhook);
    }
  }

  /** Changes a webhook's settings; null where there is none. */
  public @Nullable Webhook changeWebhook(String webhook, UnaryOperator<Webhook.Settings> change) {
    synchronized (timeline.lock()) {
      return webhooks.change(webhook, change);
    }
  }

  public boolean removeWebhook(String webhook) {
    return present(() -> webhooks.remove(webhook));
  }

  /** The logged attempts asked for, by event; 404 for a webhook that is not there. */
  Reply<List<DeliveryLog.Group>> deliveries(DeliveryQuery query) {
    return present(() -> webhooks.deliveries(query));
  }

  /** What was paused or killed on request after the intervention of this sequence. */
  public List<Intervention> interventionsAfter(long sequence) {
    return present(() -> interventions.after(sequence));
  }

  /** Whether anything is left of it: a paused record, or a machine, recorded or not. */
  public boolean alive(SandboxId sandbox) {
    return present(() -> {
      var found = roster.get(sandbox);
      return (found != null && found.paused()) || timeline.nodes().alive(sandbox);
    });
  }

  /** Whether the machine that a running record speaks of is alive. */
  boolean machineRuns(SimulatedSandbox sandbox) {
    return present(() -> lifecycle.machineOf(sandbox));
  }

  /** Until when there are measurements of it: now, its crash, or null for neither. */
  @Nullable Instant measuredUntil(SimulatedSandbox sandbox) {
    return present(() -> lifecycle.measuredUntil(sandbox));
  }

  /** How many ran and started between two times, oldest first. */
  List<Headcount.Step> headcounts(Instant start, Instant end) {
    return present(() -> headcount.between(start, end));
  }

  /** How many sandboxes were started from each template so far, and when the last was. */
  Map<String, Templates.Use> templateUses() {
    return present(() -> Map.copyOf(uses));
  }

  public Census census() {
    return present(() -> {
      var running = roster.all().filter(SimulatedSandbox::running).toList();
      var ghosts = running.stream().filter(sandbox -> !lifecycle.machineOf(sandbox)).count();
      var overdue =
          running.stream().filter(sandbox -> sandbox.endAt().isBefore(timeline.now())).count();
      var paused = roster.size() - running.size();
      return new Census(running.size(), paused, (int) ghosts, (int) overdue);
    });
  }

  /** What webhooks are owed since this was last asked. */
  List<Webhooks.Owed> takeOwed() {
    return present(webhooks::takeOwed);
  }

  void record(DeliveryAttempt attempt) {
    synchronized (timeline.lock()) {
      webhooks.record(attempt);
    }
  }

  /** Drops what ran on a lost machine. The caller holds the lock. */
  void forget(SandboxId sandbox, ExecutionId execution) {
    lifecycle.forget(sandbox, execution);
  }

  /** Notes what {@code call} did, whatever it answers; one that joins another did nothing. */
  private Reply<SimulatedSandbox> noted(
      SandboxId sandbox, Kind kind, Asker asker, Supplier<Reply<SimulatedSandbox>> call) {
    return present(() -> {
      var before = roster.get(sandbox);
      var reply = call.get();
      if (before != null && !before.equals(roster.get(sandbox))) {
        interventions.add(sandbox, kind, asker, timeline.now());
      }
      return reply;
    });
  }

  private <T extends @Nullable Object> T present(Supplier<T> call) {
    synchronized (timeline.lock()) {
      timeline.advance();
      return call.get();
    }
  }
}

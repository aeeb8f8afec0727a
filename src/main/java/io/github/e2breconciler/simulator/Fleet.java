package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A living fleet on one team, for the demo: workers that heartbeat and extend, jobs that come and
 * go, workers that crash and jobs that E2B forgets to end, beside sandboxes of others and such as
 * must be kept. It knows at every moment which are owned and which are leaked.
 *
 * <p>What it owns or leaks carries {@code app=demo}, {@code owner} and {@code kind}, {@code worker}
 * or {@code job}. Workers renew their owner lease, jobs that of their one sandbox. A leaked one is
 * never paused by its owner. Deterministic by its seed and the times of its steps. Safe for many
 * threads; heartbeats are sent inside the step.
 */
public final class Fleet {

  private static final Logger log = LoggerFactory.getLogger(Fleet.class);

  private static final int HEARTBEATS_A_LEASE = 5;
  private static final Duration WORKER_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration EXTEND_EVERY = Duration.ofSeconds(10);
  private static final Duration NAP = Duration.ofSeconds(6);
  private static final Duration TURNOVER_EVERY = Duration.ofSeconds(7);
  private static final Duration FIRST_LEAK = Duration.ofSeconds(3);
  private static final String APP = "demo";

  /** Something done again and again; {@code spread} draws each pause around {@code every}. */
  private record Habit(Instant due, int rank, Duration every, boolean spread, Runnable work) {}

  private final PriorityQueue<Habit> habits =
      new PriorityQueue<>(Comparator.comparing(Habit::due).thenComparingInt(Habit::rank));
  private final List<Worker> workers = new ArrayList<>();
  private final Map<SandboxId, Instant> jobs = new LinkedHashMap<>();
  private final World world;
  private final Team team;
  private final FleetSettings settings;
  private final Heartbeats heartbeats;
  private final FleetLedger ledger;
  private final SplittableRandom random;
  private Instant stopLeaking = Instant.MAX;
  private int names;

  /** A fleet that does not exist before its first step. */
  public Fleet(World world, Team team, FleetSettings settings, Heartbeats heartbeats) {
    this.world = world;
    this.team = team;
    this.settings = settings;
    this.heartbeats = heartbeats;
    this.ledger = new FleetLedger(team);
    this.random = new SplittableRandom(settings.seed());
  }

  /** Does what its members would do by now; returns the pause until the next of it. */
  public synchronized Duration step() {
    var now = world.now();
    if (habits.isEmpty()) {
      found(now);
    }
    ledger.settle(now);
    for (var habit = habits.peek();
        habit != null && !habit.due.isAfter(now);
        habit = habits.peek()) {
      habits.remove();
      habit.work.run();
      habits.add(next(habit, now));
    }
    var next = habits.element().due;
    return Duration.between(now, next.isAfter(now) ? next : now);
  }

  /** What is true now. */
  public synchronized Truth truth() {
    return ledger.truth(world.now());
  }

  private void found(Instant now) {
    stopLeaking = now.plus(settings.stopLeakingAfter());
    for (var i = 0; i < settings.size() * 2 / 5; i++) {
      hire();
    }
    for (var i = 0; i < Math.max(2, settings.size() / 10); i++) {
      addForeign(i);
      addUntouchable();
    }
    var heartbeat = settings.lease().dividedBy(HEARTBEATS_A_LEASE);
    begin(now, heartbeat, false, this::heartbeat);
    begin(now, EXTEND_EVERY, false, this::extend);
    begin(now.plus(FIRST_LEAK), settings.crashEvery(), true, this::crashWorker);
    begin(now, settings.overrunEvery(), true, this::startOverrunningJob);
    begin(now, TURNOVER_EVERY, true, this::startJob);
    begin(now.plus(TURNOVER_EVERY), TURNOVER_EVERY, true, this::replaceSandbox);
    begin(now.plus(NAP), NAP, false, this::napAndWake);
  }

  private void begin(Instant due, Duration every, boolean spread, Runnable work) {
    habits.add(new Habit(due, habits.size(), every, spread, work));
  }

  /** The habit's next time: from half to one and a half times its period away when spread. */
  private Habit next(Habit habit, Instant now) {
    var nanos = habit.every.toNanos();
    var pause = habit.spread ? nanos / 2 + random.nextLong(nanos) : nanos;
    return new Habit(now.plusNanos(pause), habit.rank, habit.every, habit.spread, habit.work);
  }

  private void hire() {
    names++;
    var worker = new Worker("worker-" + names);
    renewOwner(worker.owner());
    workers.add(worker);
    var count = 1 + random.nextInt(2);
    for (var i = 0; i < count; i++) {
      startFor(worker);
    }
  }

  private void startFor(Worker worker) {
    var spec = NewSandbox.of("base", WORKER_TIMEOUT).withMetadata(tags(worker.owner(), "worker"));
    var sandbox = team.create(spec).value().id();
    worker.sandboxes().add(sandbox);
    ledger.use(sandbox);
  }

  private void addForeign(int index) {
    var spec = NewSandbox.of("analytics", WORKER_TIMEOUT).withMetadata(Map.of("team", "other"));
    var overrunning = NewSandbox.of("analytics", Duration.ofSeconds(10)).neverExpiring();
    var sandbox = team.create(index == 0 ? overrunning : spec.neverExpiring()).value().id();
    ledger.addForeign(sandbox);
  }

  /** Nobody renews it after the first time: only its mark protects it. */
  private void addUntouchable() {
    var metadata = Map.of("app", APP, "owner", "archive", "kind", "worker", "keep", "true");
    var spec = NewSandbox.of("base", WORKER_TIMEOUT).withMetadata(metadata).neverExpiring();
    var sandbox = team.create(spec).value().id();
    ledger.addUntouchable(sandbox);
    renewSandbox(sandbox);
  }

  private void heartbeat() {
    var now = world.now();
    workers.forEach(worker -> renewOwner(worker.owner()));
    jobs.values().removeIf(end -> !end.isAfter(now));
    jobs.keySet().forEach(this::renewSandbox);
  }

  private void extend() {
    for (var worker : workers) {
      for (var sandbox : worker.sandboxes()) {
        if (!worker.asleep().contains(sandbox)) {
          var _ = team.setTimeout(sandbox, WORKER_TIMEOUT);
        }
      }
    }
  }

  private void crashWorker() {
    var now = world.now();
    var fallible = workers.stream().filter(Worker::mayCrash).toList();
    if (fallible.isEmpty() || !now.isBefore(stopLeaking)) {
      return;
    }
    var worker = fallible.get(random.nextInt(fallible.size()));
    workers.remove(worker);
    worker.sandboxes().forEach(sandbox -> ledger.useUntil(sandbox, now));
    log.info("worker crashed owner={} leaked={}", worker.owner(), worker.sandboxes());
    hire();
  }

  private void startOverrunningJob() {
    var timeout = Duration.ofSeconds(6 + random.nextInt(4));
    if (!world.now().plus(timeout).isBefore(stopLeaking)) {
      return;
    }
    names++;
    var spec = NewSandbox.of("base", timeout).withMetadata(tags("job-" + names, "job"));
    var sandbox = team.create(spec.neverExpiring()).value();
    ledger.useUntil(sandbox.id(), sandbox.endAt());
    beginJob(sandbox);
  }

  private void startJob() {
    names++;
    var timeout = Duration.ofSeconds(8 + random.nextInt(8));
    var spec = NewSandbox.of("base", timeout).withMetadata(tags("job-" + names, "job"));
    var sandbox = team.create(spec).value();
    ledger.use(sandbox.id());
    beginJob(sandbox);
  }

  private void beginJob(SimulatedSandbox sandbox) {
    jobs.put(sandbox.id(), sandbox.endAt());
    renewSandbox(sandbox.id());
  }

  /** A worker ends one of its sandboxes itself and starts another. */
  private void replaceSandbox() {
    var worker = workers.get(random.nextInt(workers.size()));
    worker.sandboxes().stream()
        .filter(sandbox -> !worker.asleep().contains(sandbox))
        .findFirst()
        .ifPresent(sandbox -> {
          worker.sandboxes().remove(sandbox);
          var _ = team.kill(sandbox, Asker.CUSTOMER);
        });
    startFor(worker);
  }

  /** Wakes what sleeps, and lets one of another worker sleep. */
  private void napAndWake() {
    for (var worker : workers) {
      worker.asleep().forEach(sandbox -> team.resume(sandbox, WORKER_TIMEOUT));
      worker.asleep().clear();
    }
    var worker = workers.get(random.nextInt(workers.size()));
    worker.sandboxes().stream()
        .findFirst()
        .filter(sandbox -> team.pause(sandbox, Asker.CUSTOMER).done())
        .ifPresent(worker.asleep()::add);
  }

  private void renewOwner(String owner) {
    renew("owner=" + owner, () -> heartbeats.renewOwner(owner, settings.lease()));
  }

  private void renewSandbox(SandboxId sandbox) {
    renew("sandbox=" + sandbox, () -> heartbeats.renewSandbox(sandbox, settings.lease()));
  }

  /** What comes to nothing since everything ends is no failure. */
  private static void renew(String whose, Runnable heartbeat) {
    try {
      heartbeat.run();
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        log.warn("heartbeat failed {}; sending the next one when it is due", whose, e);
      }
    }
  }

  private static Map<String, String> tags(String owner, String kind) {
    return Map.of("app", APP, "owner", owner, "kind", kind);
  }
}

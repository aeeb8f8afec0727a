package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fleet that looks like life, of any size: sandboxes arrive by chance and the hour, most are
 * short and few very long, owners heartbeat and sometimes crash, and some sandboxes leak in the
 * ways in which they leak in the field. It knows at every moment which are in use and which are
 * leaked.
 *
 * <p>What it owns or leaks carries {@code app=rehearsal}, {@code owner} and {@code kind=worker};
 * beside it live a few of another team and a few marked {@code keep=true}. Deterministic by its
 * seed and the times of its steps. Safe for many threads; heartbeats are sent inside the step.
 */
public final class Workload {

  private static final Logger log = LoggerFactory.getLogger(Workload.class);

  private static final int HEARTBEATS_A_LEASE = 5;
  private static final int SANDBOXES_AN_OWNER = 6;
  private static final int ONE_OTHER_IN = 20;
  private static final int MOST_TIMES_SIZE = 2;
  private static final Duration LONGEST_STEP = Duration.ofSeconds(1);
  private static final Duration SPARE = Duration.ofSeconds(30);
  private static final double ENDED_BY_OWNER = 0.7;
  private static final double NAPS = 0.1;
  private static final int LEAK_LIVES = 10; // of the mean life

  private record Due(Instant at, long sequence, Runnable work) {}

  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
  private final List<Worker> owners = new ArrayList<>();
  private final World world;
  private final Team team;
  private final WorkloadSettings settings;
  private final Heartbeats heartbeats;
  private final FleetLedger ledger;
  private final WorkloadDraws draws;
  private final Leaks leaks;
  private final Hearing hearing = new Hearing();
  private boolean founded;
  private long sequence;
  private int names;

  /** A fleet that does not exist before its first step. */
  public Workload(World world, Team team, WorkloadSettings settings, Heartbeats heartbeats) {
    this.world = world;
    this.team = team;
    this.settings = settings;
    this.heartbeats = heartbeats;
    this.ledger = new FleetLedger(team);
    this.draws = new WorkloadDraws(settings);
    this.leaks = new Leaks(team, draws, this::in);
  }

  /** Does what its members would do by now; returns the pause until the next of it. */
  public synchronized Duration step() {
    if (!founded) {
      founded = true;
      found();
    }
    var now = world.now();
    for (var due = agenda.peek(); due != null && !due.at.isAfter(now); due = agenda.peek()) {
      agenda.remove();
      due.work.run();
    }
    var next = Duration.between(now, agenda.element().at);
    return next.compareTo(LONGEST_STEP) < 0 ? next : LONGEST_STEP;
  }

  /** What is true now. */
  public synchronized Truth truth() {
    return ledger.truth(world.now());
  }

  private void found() {
    for (var i = 0; i <= settings.size() / SANDBOXES_AN_OWNER; i++) {
      hire();
    }
    for (var i = 0; i < settings.size(); i++) {
      arrive();
    }
    for (var i = 0; i <= settings.size() / ONE_OTHER_IN; i++) {
      addOthers();
    }
    in(nextArrival(), this::arriveByChance);
    in(LONGEST_STEP, this::settle);
    log.info("fleet founded sandboxes={} owners={}", ledger.size(), owners.size());
  }

  private void addOthers() {
    var spec = draws.spec(settings.meanLife()).neverExpiring();
    ledger.addForeign(create(spec.withMetadata(Map.of("team", "other"))));
    ledger.addUntouchable(create(spec.withMetadata(tags("archive", Map.of("keep", "true")))));
  }

  /** Forgets what ended, before the list of who ended what forgets it. */
  private void settle() {
    ledger.settle(world.now());
    in(LONGEST_STEP.multipliedBy(5), this::settle);
  }

  private void arriveByChance() {
    if (draws.arrives(world.now()) && ledger.size() < settings.size() * MOST_TIMES_SIZE) {
      arrive();
    }
    in(nextArrival(), this::arriveByChance);
  }

  private Duration nextArrival() {
    var mean = (double) settings.meanLife().toNanos() / settings.size() / (1 + settings.day());
    return draws.pause(Duration.ofNanos((long) mean));
  }

  private void hire() {
    names++;
    var owner = new Worker("tenant-" + names);
    owners.add(owner);
    heartbeat(owner);
    in(draws.pause(settings.ownerLife()), () -> crash(owner));
  }

  private void heartbeat(Worker owner) {
    if (owner.crashed()) {
      return;
    }
    try {
      heartbeats.renewOwner(owner.owner(), settings.lease());
      hearing.heard();
    } catch (RuntimeException e) {
      hearing.unheard(world.now(), e);
    }
    in(settings.lease().dividedBy(HEARTBEATS_A_LEASE), () -> heartbeat(owner));
  }

  /** What it has is leaked from now on; another takes its place. */
  private void crash(Worker owner) {
    var now = world.now();
    owners.remove(owner);
    owner.crash();
    owner.sandboxes().forEach(sandbox -> ledger.useUntil(sandbox, now));
    log.info("owner crashed owner={} leaked={}", owner.owner(), owner.sandboxes().size());
    owner.sandboxes().clear();
    hire();
  }

  private void arrive() {
    var owner = owners.get(draws.below(owners.size()));
    var life = draws.life();
    var spec = draws.spec(life.plus(SPARE)).withMetadata(tags(owner.owner(), Map.of()));
    var leakLife = settings.meanLife().multipliedBy(LEAK_LIVES);
    leaks.start(draws.leak(), spec, life, leakLife, new Hands(owner));
  }

  /** An owner's use of its sandboxes; once it crashed, all that comes to its hands is leaked. */
  private final class Hands implements Leaks.Holder {

    private final Worker owner;

    Hands(Worker owner) {
      this.owner = owner;
    }

    @Override
    public void uses(SandboxId sandbox, Duration length) {
      take(sandbox);
      if (draws.chance(NAPS)) {
        in(length.dividedBy(3), () -> nap(owner, sandbox, length));
      }
      in(length, () -> finish(sandbox));
    }

    @Override
    public void forgets(SandboxId sandbox, Duration after) {
      take(sandbox);
      in(after, () -> forget(sandbox));
    }

    private void take(SandboxId sandbox) {
      if (owner.crashed()) {
        ledger.useUntil(sandbox, world.now());
      } else {
        owner.sandboxes().add(sandbox);
        ledger.use(sandbox);
      }
    }

    /** It ends it, or leaves that to E2B. */
    private void finish(SandboxId sandbox) {
      if (!draws.chance(ENDED_BY_OWNER)) {
        forget(sandbox);
      } else if (owner.sandboxes().remove(sandbox)) {
        var _ = team.kill(sandbox, Asker.CUSTOMER);
      }
    }

    private void forget(SandboxId sandbox) {
      if (owner.sandboxes().remove(sandbox)) {
        ledger.useUntil(sandbox, world.now());
      }
    }
  }

  private void nap(Worker owner, SandboxId sandbox, Duration life) {
    if (owner.sandboxes().contains(sandbox) && team.pause(sandbox, Asker.CUSTOMER).done()) {
      in(life.dividedBy(3), () -> wake(owner, sandbox, life));
    }
  }

  private void wake(Worker owner, SandboxId sandbox, Duration life) {
    if (owner.sandboxes().contains(sandbox)) {
      var _ = team.resume(sandbox, life.plus(SPARE));
    }
  }

  private SandboxId create(NewSandbox spec) {
    return team.create(spec).value().id();
  }

  private void in(Duration pause, Runnable work) {
    agenda.add(new Due(world.now().plus(pause), sequence++, work));
  }

  private static Map<String, String> tags(String owner, Map<String, String> more) {
    var tags = new HashMap<>(more);
    tags.putAll(Map.of("app", "rehearsal", "owner", owner, "kind", "worker"));
    return tags;
  }
}

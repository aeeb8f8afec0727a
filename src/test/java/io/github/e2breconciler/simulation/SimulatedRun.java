package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulation.Customers.Mood;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.VirtualTime;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One seed: everything that is drawn from it, and the run of it. */
final class SimulatedRun implements AutoCloseable {

  private static final Duration BEFORE = Duration.ofMinutes(10);
  private static final Duration ORDERLY = Duration.ofMinutes(8);

  /** What clocks may differ by and the daemon still acts. */
  private static final Duration SANE = Duration.ofSeconds(30);

  /** Of an account that no path names. */
  private static final String WEBHOOKS = "/webhooks/e2b";

  private static final Duration FOREVER = Duration.ofDays(1);

  private final Seed seed;
  private final Duration trouble;
  private final SplittableRandom random;
  private final Terms terms;
  private final Configuration configuration;
  private final VirtualTime time;
  private final Stage stage;
  private final Machine machine;
  private final Host host;
  private final Witnesses witnesses;
  private final Lawbook lawbook;
  private final Customers customers;
  private final Rival rival;
  private final @Nullable Neighbour neighbour;
  private final Levers levers;
  private final Weather weather;
  private final Post post;
  private final Misfortune misfortune;
  private Duration skew;
  private Instant begun = Instant.MAX;

  /** With whatever the seed draws. */
  SimulatedRun(Seed seed) {
    this(seed, FOREVER);
  }

  /**
   * The same until a moment, and from then on nothing goes wrong any more around the daemon.
   *
   * @param trouble from the start until then
   */
  SimulatedRun(Seed seed, Duration trouble) {
    this.seed = seed;
    this.trouble = trouble;
    random = new SplittableRandom(seed.number());
    terms = Terms.draw(random);
    time = new VirtualTime(FakeClock.START, random.split(), this::failed);
    var clock = new MachineClock(time);
    machine = new Machine(time, clock);
    skew = skew();
    var world = new World(() -> time.instant().plus(skew), random.split());
    var team = world.open(Terms.KEY, "simulation", plan());
    stage =
        new Stage(
            Terms.ACCOUNT,
            time,
            world,
            team,
            new LeaseLedger(),
            new Journal(time),
            new Tally(),
            new Laws());
    var kept = Population.preexisting(team, random.nextInt(4), random.nextInt(20) == 0 ? 110 : 2);
    configuration = new Configuration(terms, kept, seed.neighbour() ? Tenants.TWO : Tenants.ONE);
    time.pass(BEFORE);
    levers =
        new Levers(
            new Faults(random.split()),
            new Line.Control(random.split()),
            new Disk(random.split(), stage.tally()),
            new Jitter(random.split(), stage.tally()),
            clock,
            Weather.Level.draw(random));
    witnesses = Witnesses.of(stage, terms, this::engine);
    witnesses.oracle().keep(kept);
    lawbook = new Lawbook(witnesses, terms, machine, levers, configuration);
    host = new Host(configuration, levers.disk(), stage, this::newProgram, random.split());
    customers = new Customers(stage, host, random.split(), "");
    rival = new Rival(customers, levers.faults(), random.split());
    weather = new Weather(stage, levers, random.split());
    misfortune =
        new Misfortune(
            stage,
            host,
            customers,
            new Misfortune.Tools(levers, configuration, seed.steady() ? 8 : 1),
            random.split());
    var plan = Post.draw(random);
    var mail = random.split();
    post = new Post(world, plan, mail);
    post.add(new Letterbox(stage, host, Letterbox.Address.of(WEBHOOKS, Terms.SECRETS), mail));
    neighbour =
        seed.neighbour()
            ? new Neighbour(
                stage, terms, host, levers.faults(), lawbook, this::engine, random.split())
            : null;
    if (neighbour != null) {
      post.add(neighbour.letterbox());
    }
  }

  private Program newProgram(Runnable onCrash) {
    misfortune.setClock(Duration.ZERO); // a machine sets it right before it starts anything
    var life = new Life(time, levers.disk(), levers.jitter(), onCrash);
    return new Program(life, machine, this::surroundings);
  }

  private Surroundings surroundings(Life life, Store store, MeterRegistry meters) {
    return new Surroundings(
        levers.clock(),
        time,
        random.split(),
        account -> line(account.id(), life),
        store,
        (_, _) -> null,
        meters);
  }

  private Line line(AccountId account, Life life) {
    return neighbour != null && account.equals(Neighbour.ACCOUNT)
        ? new Line(
            api(Neighbour.KEY), neighbour.witnesses(), neighbour.rival(), levers.line(), life)
        : new Line(api(Terms.KEY), witnesses, rival, levers.line(), life);
  }

  private SimulatedE2bApi api(String key) {
    return new SimulatedE2bApi(stage.world(), key, levers.clock(), levers.faults());
  }

  private void begin() {
    begun = time.instant();
    misfortune.begin();
    time.add("weather", Duration.ZERO, weather::step);
    time.add("post", Duration.ZERO, post::step);
    time.add("laws", Lawbook.LOOK, () -> lawbook.look(host.engine(), seed.steady()));
    var human = new Human(stage, host, everybody(), random.split(), lawbook.promises());
    time.add("human", Duration.ofSeconds(90), human::step);
    host.startIn(Duration.ZERO);
    time.once("all is well", trouble, this::allIsWell);
    new Population(customers, terms, host).settle(seed);
    if (neighbour != null) {
      stage.tally().count("neighbours");
      neighbour.settle(terms, host);
    }
  }

  /**
   * Runs it to the end.
   *
   * @throws Violation if the daemon did what it never may, or not what it must
   */
  Tally run() {
    if (!stage.team().plan().events()) {
      stage.tally().count("self-hosted");
    }
    begin();
    time.pass(seed.steady() ? Duration.ofHours(8) : Duration.ofMinutes(12 + random.nextInt(40)));
    if (random.nextInt(4) == 0) {
      endCalm();
    }
    host.shutDown();
    return count();
  }

  /** What went wrong with it, and how that came. */
  Failure failure(LawName law, @Nullable SandboxId sandbox, String what) {
    var at = time.instant();
    time.close();
    var story = new Story(stageOf(sandbox), machine).of(sandbox);
    return new Failure(seed, law, sandbox, at, what, null, story);
  }

  private Stage stageOf(@Nullable SandboxId sandbox) {
    return neighbour != null && sandbox != null && neighbour.had(sandbox)
        ? neighbour.witnesses().stage()
        : stage;
  }

  /** All that happens in a run, as one line that is the same whenever and wherever it is run. */
  static String digest(long seed) {
    try (var run = new SimulatedRun(Seed.of(seed))) {
      var tally = run.run();
      return "seed=" + seed + " digest=" + run.stage.journal().digest() + " " + tally;
    }
  }

  private void allIsWell() {
    skew = skew.compareTo(SANE) > 0 ? Duration.ZERO : skew;
    weather.end();
    post.calm();
    misfortune.end();
    levers.release();
    misfortune.setClock(Duration.ZERO);
    if (!configuration.restore() || levers.disk().lockLostAt() != null) {
      host.crash(Duration.ZERO);
    }
    host.upAgain();
  }

  private void endCalm() {
    stage.tally().count("calm-endings");
    everybody().forEach(each -> each.become(Mood.ORDERLY));
    allIsWell();
    time.pass(ORDERLY);
    everybody().forEach(each -> each.become(Mood.QUIET));
    time.pass(terms.calm());
    var engine = host.engine();
    if (engine == null) {
      throw new Violation(LawName.L2, null, "the daemon is down in calm weather");
    }
    reckon(witnesses, customers, engine);
    if (neighbour != null) {
      reckon(neighbour.witnesses(), neighbour.customers(), engine);
    }
    new Headway(stage, engine, machine).nothingIsStuck();
  }

  private void reckon(Witnesses of, Customers its, Engine engine) {
    var reckoning = new Reckoning(of, engine);
    reckoning.everyLeakEnded(its.leaks().keySet(), terms.maxAgeAction().equals("pause"));
    reckoning.believesTruth(terms.detection(), random);
  }

  /** The customers of every account. */
  private List<Customers> everybody() {
    return neighbour == null ? List.of(customers) : List.of(customers, neighbour.customers());
  }

  private Tally count() {
    stage.tally().add("virtual-minutes", Duration.between(begun, time.instant()).toMinutes());
    stage.tally().add("steps", time.steps());
    stage.tally().add("lost-webhooks", post.lost());
    post.strikes().forEach(stage.tally()::add);
    return stage.tally();
  }

  /** Where the daemon's store is, for as long as somebody is connected. */
  String store() {
    return machine.url();
  }

  /** Every series that there is by now, with its labels. */
  Set<String> series() {
    var series = new TreeSet<String>();
    for (var meter : host.last().meters().getMeters()) {
      var id = meter.getId();
      series.add(
          id.getTags().stream()
              .map(tag -> tag.getKey() + "=" + tag.getValue())
              .collect(Collectors.joining(",", id.getName() + "{", "}")));
    }
    return series;
  }

  /** With events mostly; a self-hosted E2B has none. */
  private TeamPlan plan() {
    if (random.nextInt(12) != 0) {
      return TeamPlan.pro();
    }
    return TeamPlan.selfHosted();
  }

  /** E2B's clock is ahead of ours by this: nothing, a little, or too much to act. */
  private Duration skew() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> Duration.ofMillis(random.nextLong(20_000) - 10_000);
      case 3 -> Duration.ofSeconds(40);
      default -> Duration.ZERO;
    };
  }

  private void failed(VirtualTime.Task step, Throwable e) {
    switch (e) {
      case Violation violation -> throw violation;
      case Crash _ -> {} // its process is gone, which the host knows
      case StoreException _ -> stage.tally().count("failed-steps");
      default -> throw new Violation(LawName.FAULT, null, step + " failed by " + e, e);
    }
  }

  private @Nullable Engine engine() {
    return host.engine();
  }

  @Override
  public void close() {
    time.close();
    machine.close();
  }
}

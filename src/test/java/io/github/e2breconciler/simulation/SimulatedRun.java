package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.simulation.Customers.Mood;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.SimulatedE2bApi;
import io.github.e2breconciler.simulator.TeamPlan;
import io.github.e2breconciler.simulator.World;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
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

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SplittableRandom random;
  private final Terms terms;
  private final VirtualScheduler time;
  private final Stage stage;
  private final Store store;
  private final Host host;
  private final Oracle oracle;
  private final Customers customers;
  private final Levers levers;
  private final Weather weather;
  private final Post post;
  private Duration skew;

  SimulatedRun(long seed) {
    random = new SplittableRandom(seed);
    terms = Terms.draw(random);
    time = new VirtualScheduler(FakeClock.START, random.split(), this::failed, this::crashed);
    skew = skew();
    var world = new World(() -> time.instant().plus(skew), random.split());
    var team = world.open(Terms.KEY, "simulation", TeamPlan.pro());
    stage = new Stage(time, world, team, new LeaseLedger(), new Journal(time), new Tally());
    Population.preexisting(team, random.nextInt(4), random.nextInt(20) == 0 ? 110 : 2);
    time.runUntil(time.instant().plus(BEFORE));
    levers =
        new Levers(
            new Faults(random.split()),
            new Line.Control(random.split()),
            new Disk(random.split(), stage.tally()),
            Weather.Level.draw(random));
    var settings = terms.settings();
    store = Store.open(settings.store(), time, meters, levers.disk());
    oracle = new Oracle(stage, terms, this::engine);
    host = new Host(settings, surroundings(), levers.disk(), stage, random.split());
    customers = new Customers(stage, host, random.split());
    weather = new Weather(stage, levers, random.split());
    post = new Post(stage, host, Post.draw(random), random.split());
  }

  private Surroundings surroundings() {
    var api = new SimulatedE2bApi(stage.world(), Terms.KEY, time, levers.faults());
    return new Surroundings(
        time,
        time,
        random.split(),
        _ -> new Line(api, oracle, stage, levers.line(), host()),
        store,
        (_, _) -> null,
        meters);
  }

  private void begin() {
    new Misfortune(stage, host, customers, levers, random.split()).begin();
    time.addMeanwhile("weather", Duration.ZERO, weather::step);
    time.addMeanwhile("post", Duration.ZERO, post::step);
    var human = new Human(stage, host, customers, random.split());
    time.add("human", Duration.ofSeconds(90), human::step);
    host.start();
    new Population(customers, terms, host).settle();
  }

  /**
   * Runs it to the end.
   *
   * @throws Violation if the daemon did what it never may, or not what it must; with the story
   */
  Tally run() {
    try {
      begin();
      time.runUntil(time.instant().plus(Duration.ofMinutes(50 + random.nextInt(15))));
      if (random.nextInt(5) < 2) {
        endCalm();
      }
      return count();
    } catch (Violation e) {
      var story = new Story(stage, store).of(e.sandbox());
      throw new Violation(e.sandbox(), e.getMessage() + "\n" + story, e);
    }
  }

  private void endCalm() {
    stage.tally().count("calm-endings");
    skew = skew.compareTo(SANE) > 0 ? Duration.ZERO : skew;
    customers.become(Mood.ORDERLY);
    weather.end();
    post.calm();
    levers.release();
    host.upAgain();
    time.runUntil(time.instant().plus(ORDERLY));
    customers.become(Mood.QUIET);
    time.runUntil(time.instant().plus(terms.calm()));
    var engine = host.engine();
    if (engine == null) {
      throw new Violation(null, "the daemon is down in calm weather");
    }
    var reckoning = new Reckoning(stage, engine, oracle);
    reckoning.everyLeakEnded(customers.leaks().keySet(), terms.maxAgeAction().equals("pause"));
    believesTruth(reckoning);
  }

  /** What is on its way this moment does not count. */
  private void believesTruth(Reckoning reckoning) {
    var different = reckoning.differences();
    for (var i = 0; i < 4 && !different.isEmpty(); i++) {
      var pause = terms.detection().multipliedBy(2).plusMillis(random.nextLong(5_000));
      time.runUntil(time.instant().plus(pause));
      var still = reckoning.differences();
      still.keySet().retainAll(different.keySet());
      different = still;
    }
    for (var entry : different.entrySet()) {
      throw new Violation(entry.getKey(), entry.getValue());
    }
  }

  private Tally count() {
    stage
        .tally()
        .add("virtual-minutes", Duration.between(FakeClock.START, time.instant()).toMinutes());
    stage.tally().add("steps", time.steps());
    stage.tally().add("lost-webhooks", post.lost());
    post.strikes().forEach(stage.tally()::add);
    for (var meter : meters.getMeters()) {
      if (meter instanceof Counter counter
          && counter.getId().getName().equals("e2b_reconciler.guard.refusals")
          && counter.count() > 0) {
        stage.tally().add(Tally.REFUSED + counter.getId().getTag("guard"), (long) counter.count());
      }
    }
    return stage.tally();
  }

  /** Every series that there is by now, with its labels. */
  Set<String> series() {
    var series = new TreeSet<String>();
    for (var meter : meters.getMeters()) {
      var id = meter.getId();
      series.add(
          id.getTags().stream()
              .map(tag -> tag.getKey() + "=" + tag.getValue())
              .collect(Collectors.joining(",", id.getName() + "{", "}")));
    }
    return series;
  }

  /** E2B's clock is ahead of ours by this: nothing, a little, or too much to act. */
  private Duration skew() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> Duration.ofMillis(random.nextLong(20_000) - 10_000);
      case 3 -> Duration.ofSeconds(40);
      default -> Duration.ZERO;
    };
  }

  private void failed(RuntimeException e) {
    stage.tally().count("failed-steps");
    if (!(e instanceof StoreException)) {
      throw new Violation(null, "a step failed by " + e, e);
    }
  }

  private void crashed(Crash crash) {
    host.crashed(crash);
  }

  private Host host() {
    return host;
  }

  private @Nullable Engine engine() {
    return host.engine();
  }

  @Override
  public void close() {
    store.close();
    meters.close();
  }
}

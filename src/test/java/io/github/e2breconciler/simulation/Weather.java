package io.github.e2breconciler.simulation;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.simulator.Fault;
import io.github.e2breconciler.simulator.Faults;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What goes wrong between the daemon and E2B, changing every few minutes. */
final class Weather {

  /** How bad it is. */
  enum Level {
    CALM(0, 0, 60, 0),
    BREEZE(1, 0.02, 200, 0.001),
    STORM(2, 0.12, 600, 0.01),
    HELL(3, 0.35, 1_500, 0.03);

    private final int rank;
    private final double failing;
    private final int latencyMillis;
    private final double stalling;

    Level(int rank, double failing, int latencyMillis, double stalling) {
      this.rank = rank;
      this.failing = failing;
      this.latencyMillis = latencyMillis;
      this.stalling = stalling;
    }

    /** From 0 to 3. */
    int rank() {
      return rank;
    }

    static Level draw(RandomGenerator random) {
      return LEVELS.get(random.nextInt(LEVELS.size()));
    }
  }

  private static final double REQUEST_FAILING = 0.25;

  private static final List<Level> LEVELS = List.of(Level.values());

  private static final List<Fault> ANY =
      List.of(
          new Fault.Fails(Kind.UNAVAILABLE),
          new Fault.Fails(Kind.RATE_LIMITED),
          new Fault.Fails(Kind.THROTTLED),
          new Fault.Fails(Kind.UNAUTHORISED),
          new Fault.Fails(Kind.MALFORMED),
          new Fault.FailsAfterwards(Kind.TIMEOUT),
          new Fault.FailsAfterwards(Kind.UNAVAILABLE));

  private static final List<Fault> READS =
      List.of(new Fault.Missing(), new Fault.ResumedAfterwards());

  private static final List<Fault> PAUSES =
      List.of(new Fault.Swallowed(), new Fault.Missing(), new Fault.Conflict());

  private static final List<Fault> KILLS =
      List.of(
          new Fault.Swallowed(),
          new Fault.Missing(),
          new Fault.Conflict(),
          new Fault.NodeUnreachable(),
          new Fault.UndoneByResume());

  private static final List<Fault> LISTS =
      List.of(
          new Fault.Empty(),
          new Fault.Truncated(3),
          new Fault.Unreadable(1),
          new Fault.StateMissing(),
          new Fault.LaterPagesFail(),
          new Fault.RowMoved(),
          new Fault.YoungHidden(Duration.ofMinutes(1)),
          new Fault.Stale(Duration.ofMinutes(2)),
          new Fault.RepeatedToken(),
          new Fault.TotalAbsent(),
          new Fault.TotalWrong(-1),
          new Fault.PausedOmitted());

  private static final List<Fault> FEEDS =
      List.of(
          new Fault.Empty(),
          new Fault.FeedLags(Duration.ofSeconds(90)),
          new Fault.FeedShifts(3),
          new Fault.FeedForgets(Duration.ofMinutes(1)));

  private final Stage stage;
  private final Levers levers;
  private final RandomGenerator random;
  private boolean over;

  Weather(Stage stage, Levers levers, RandomGenerator random) {
    this.stage = stage;
    this.levers = levers;
    this.random = random;
    levers.faults().onStrike((call, fault) -> stage.tally().count(name(call, fault)));
  }

  /** What a fault of a call is counted as. */
  private static String name(Call call, Fault fault) {
    var kind = fault instanceof Fault.OfService service ? "-" + service.kind().label() : "";
    return "fault-"
        + call.name().toLowerCase(Locale.ROOT)
        + "-"
        + fault.getClass().getSimpleName()
        + kind;
  }

  /** The names of all faults that bad weather brings to calls. */
  static Set<String> names() {
    var names = new TreeSet<String>();
    for (var call : List.of(Call.LIST, Call.READ, Call.PAUSE, Call.KILL, Call.EVENTS)) {
      var own =
          switch (call) {
            case LIST -> LISTS;
            case READ -> READS;
            case PAUSE -> PAUSES;
            case KILL -> KILLS;
            default -> FEEDS;
          };
      Stream.of(ANY, own).flatMap(List::stream).forEach(fault -> names.add(name(call, fault)));
    }
    names.addAll(List.of("fault-circuit-open", "fault-list-frozen", "fault-feed-misses"));
    return names;
  }

  /** Calm for good. */
  void end() {
    over = true;
    set(Level.CALM);
  }

  /** Changes; returns how long it stays so. */
  Duration step() {
    if (!over) {
      set(LEVELS.get(random.nextInt(levers.worst().rank() + 1)));
    }
    return Duration.ofSeconds(60 + random.nextLong(600));
  }

  private void set(Level level) {
    stage.journal().note(null, "weather", level);
    var faults = levers.faults();
    faults.clear();
    levers.line().latency = Duration.ofMillis(level.latencyMillis);
    levers.line().stalls = level.stalling;
    if (level != Level.CALM) {
      spoil(faults, level);
    }
  }

  private void spoil(Faults faults, Level level) {
    for (var call : Call.OF_PORT) {
      faults.sometimes(call, level.failing / 2, any(ANY));
      switch (call) {
        case LIST -> faults.sometimes(call, level.failing / 2, any(LISTS));
        case READ -> faults.sometimes(call, level.failing / 4, any(READS));
        case PAUSE -> spoil(faults, call, level, PAUSES);
        case KILL -> spoil(faults, call, level, KILLS);
        case EVENTS -> faults.sometimes(call, level.failing / 2, any(FEEDS));
        case WEBHOOKS, CREATE, CHANGE, OTHER -> {}
      }
    }
    if (random.nextDouble() < level.failing / 3) {
      stage.tally().count("fault-circuit-open");
      faults.openCircuit();
    }
    if (random.nextDouble() < level.failing / 3) {
      stage.tally().count("fault-list-frozen");
      faults.freezeList();
    }
    if (random.nextDouble() < level.failing) {
      stage.tally().count("fault-feed-misses");
      faults.missingFromFeed(event -> event.header().id().charAt(0) < '8');
    }
  }

  /** Requests are few, and fewest in a storm: each may meet anything, in a breeze too. */
  private static void spoil(Faults faults, Call call, Level level, List<Fault> menu) {
    var chance = Math.max(level.failing, REQUEST_FAILING) / menu.size();
    Stream.of(menu, ANY)
        .flatMap(List::stream)
        .forEach(fault -> faults.sometimes(call, chance, fault));
  }

  private Fault any(List<Fault> menu) {
    return menu.get(random.nextInt(menu.size()));
  }
}

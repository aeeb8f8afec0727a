package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulation.Customers.Mood;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What befalls the daemon's machine and E2B's: crashes, a broken disk, a lock that is lost, another
 * configuration, a clock that is set, lost nodes.
 */
final class Misfortune {

  private static final Duration COMPARABLE = Duration.ofSeconds(10);

  private final Stage stage;
  private final Host host;
  private final Customers customers;
  private final Levers levers;
  private final Configuration configuration;
  private final int seldom;
  private final RandomGenerator random;
  private boolean over;

  /** By what things happen. */
  record Tools(Levers levers, Configuration configuration, int seldom) {}

  Misfortune(Stage stage, Host host, Customers customers, Tools tools, RandomGenerator random) {
    this.stage = stage;
    this.host = host;
    this.customers = customers;
    this.levers = tools.levers();
    this.configuration = tools.configuration();
    this.seldom = tools.seldom();
    this.random = random;
  }

  /** From now on things happen. */
  void begin() {
    var time = stage.time();
    time.add("crash", rarely(600), this::crash);
    time.add("store", rarely(900), this::breakStore);
    time.add("node", rarely(1_800), this::loseNode);
    time.add("lock", rarely(1_500), this::loseLock);
    time.add("operator", rarely(900), this::configure);
    time.add("clock", rarely(1_200), this::mistime);
  }

  /** Nothing happens any more. */
  void end() {
    over = true;
  }

  private boolean befalls() {
    return !over && customers.mood() == Mood.BUSY;
  }

  /** The daemon dies: between two steps, in a call to E2B, or in a commit. */
  private Duration crash() {
    if (befalls() && !levers.disk().broken()) {
      switch (random.nextInt(6)) {
        case 0 -> host.crash(host.shortly());
        case 1 -> levers.line().crash = true;
        case 2 -> levers.line().crash = false;
        case 3 -> levers.disk().crashAtNextCommit(false);
        case 4 -> levers.disk().crashAtNextCommit(true);
        default -> crashTwice();
      }
    }
    return rarely(600);
  }

  /** Once more while it takes up what it remembers. */
  private void crashTwice() {
    host.crash(host.shortly());
    levers.disk().crashAtNextCommit(random.nextBoolean());
  }

  /** Commits fail, all or some, for a while. */
  private Duration breakStore() {
    if (befalls()) {
      host.fail(random.nextDouble() < 0.6 ? 1 : 0.2);
      stage.time().once("repair", length(), () -> host.fail(0));
    }
    return rarely(900);
  }

  private Duration length() {
    return Duration.ofMillis(500 + random.nextLong(random.nextInt(5) == 0 ? 240_000 : 20_000));
  }

  /** A node of E2B goes, with all that ran on it. */
  private Duration loseNode() {
    if (befalls()) {
      stage.journal().note(null, "world", "lost a node");
      stage.world().loseNode(random.nextInt(stage.world().nodes()));
    }
    return rarely(1_800);
  }

  /** Another daemon may have the store, until this one starts anew. */
  private Duration loseLock() {
    if (befalls()) {
      stage.tally().count("locks-lost");
      stage.journal().note(null, "store", "its lock is lost");
      levers.disk().loseLock(stage.time().instant());
      stage.time().once("lock again", customers.seconds(30, 400), this::lockAgain);
    }
    return rarely(1_500);
  }

  private void lockAgain() {
    if (levers.disk().lockLostAt() != null) {
      host.crash(host.shortly());
    }
  }

  /** Somebody sets the clock wrong by minutes, and after a while it is set right. */
  private Duration mistime() {
    if (befalls() && comparable()) {
      var by = customers.seconds(60, 480);
      var forward = random.nextBoolean();
      stage.tally().count(forward ? "clock-set-forward" : "clock-set-back");
      setClock(forward ? by : by.negated());
      stage.time().once("clock right", customers.seconds(2, 240), () -> setClock(Duration.ZERO));
    }
    return rarely(1_200);
  }

  /** Where E2B's clock is far from ours anyway, a wrong one might happen to agree with it. */
  private boolean comparable() {
    var skew = Duration.between(stage.time().instant(), stage.world().now()).abs();
    return skew.compareTo(COMPARABLE) <= 0;
  }

  /** Sets the clock of the daemon's machine so far ahead. */
  void setClock(Duration ahead) {
    var by = ahead.minus(levers.clock().ahead());
    if (!by.isZero()) {
      levers.clock().set(ahead);
      stage.ledger().clockSet(by.abs());
      stage.journal().note(null, "clock", "is set, and ahead by " + ahead);
    }
  }

  /** Somebody edits the configuration, and starts the daemon anew. */
  private Duration configure() {
    if (befalls()) {
      var edit = configuration.edit(random);
      stage.tally().count(Configuration.name(edit));
      stage.journal().note(null, "operator", "configured: " + edit.label());
      host.crash(customers.seconds(2, 10));
    }
    return rarely(900);
  }

  /** The worse the weather, the sooner. */
  private Duration rarely(long seconds) {
    var calmer = seldom * (4 - levers.worst().rank());
    return Duration.ofSeconds(calmer * (seconds / 4 + random.nextLong(seconds)));
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.simulation.Customers.Mood;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What befalls the daemon's machine and E2B's: crashes, a broken disk, lost nodes. */
final class Misfortune {

  private final Stage stage;
  private final Host host;
  private final Customers customers;
  private final Levers levers;
  private final RandomGenerator random;
  private boolean over;

  Misfortune(Stage stage, Host host, Customers customers, Levers levers, RandomGenerator random) {
    this.stage = stage;
    this.host = host;
    this.customers = customers;
    this.levers = levers;
    this.random = random;
  }

  /** From now on things happen. */
  void begin() {
    var time = stage.time();
    time.add("crash", rarely(600), this::crash);
    time.add("store", rarely(900), this::breakStore);
    time.add("node", rarely(1_800), this::loseNode);
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

  /** The worse the weather, the sooner. */
  private Duration rarely(long seconds) {
    var calmer = 4 - levers.worst().rank();
    return Duration.ofSeconds(calmer * (seconds / 4 + random.nextLong(seconds)));
  }
}

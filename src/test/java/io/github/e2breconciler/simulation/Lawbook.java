package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The laws of one run, and when they look. */
final class Lawbook {

  /** Between two looks. */
  static final Duration LOOK = Duration.ofSeconds(7);

  /** Looks to a survey of a large fleet: a minute. */
  private static final int LARGE = 9;

  private final Stage stage;
  private final Restraint restraint;
  private final Composure composure;
  private final Graces graces;
  private final Orders orders;
  private final Evidenced evidenced;
  private final Latches latches = new Latches();
  private final Terms terms;
  private final Machine machine;
  private final MachineClock clock;
  private int looks;

  /** Has them all hold of the first account. */
  Lawbook(
      Witnesses witnesses,
      Terms terms,
      Machine machine,
      Levers levers,
      Configuration configuration) {
    stage = witnesses.stage();
    this.terms = terms;
    this.machine = machine;
    clock = levers.clock();
    var time = stage.time();
    restraint = new Restraint(time, terms.perHour(), Terms.PER_DAY);
    composure = new Composure(stage, terms, restraint::approved, clock);
    graces = new Graces(time, terms.grace());
    orders = new Orders(stage, terms, configuration, levers.disk(), restraint::approved);
    evidenced = new Evidenced(machine);
    List.of(restraint, composure, new Told(stage, machine), graces, orders, latches, evidenced)
        .forEach(stage.laws()::add);
    ofOne(witnesses).forEach(stage.laws()::add);
  }

  /** Those that hold of each account by itself. */
  List<Law> ofOne(Witnesses its) {
    return List.of(
        new Budget(its.stage(), terms.detection()),
        its.truthful(),
        new OneAtATime(),
        new Acknowledged(
            its.stage().account(), its.stage().ledger(), its.stage().time(), machine::heardAt),
        its.heeded(),
        its.seen());
  }

  /** Those that hold of requests of every account, and keep one book of them. */
  List<Law> ofAll() {
    return List.of(restraint, composure, graces, orders, evidenced);
  }

  /** Those by which a person is kept to. */
  Human.Promises promises() {
    return new Human.Promises(graces, restraint, latches, clock);
  }

  /** Looks; returns the pause to the next look. */
  Duration look(@Nullable Engine engine, boolean large) {
    if (engine != null) {
      stage.laws().look(engine);
      if (!large || looks++ % LARGE == 0) {
        stage.laws().survey(engine);
      }
    }
    return LOOK;
  }
}

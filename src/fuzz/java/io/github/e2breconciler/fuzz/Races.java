package io.github.e2breconciler.fuzz;

import io.github.e2breconciler.reconcile.PassBookRace;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * What threads share, tried with Lincheck: whatever several of them do at the same time must have
 * an outcome that they could have had one after the other.
 */
final class Races {

  private static final int INVOCATIONS = 500;

  private Races() {}

  /**
   * Tries {@code scenarios} of each.
   *
   * @throws AssertionError with the scenario and its outcome, if one has no order
   */
  static void run(int scenarios) {
    check(InventoryRace.class, scenarios);
    check(PassBookRace.class, scenarios);
    check(InboxRace.class, scenarios);
  }

  private static void check(Class<?> race, int scenarios) {
    var began = System.nanoTime();
    new StressOptions()
        .iterations(scenarios)
        .invocationsPerIteration(INVOCATIONS)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(race);
    System.out.printf(
        "%s: scenarios=%d runs=%d in %d s, each has an order%n",
        race.getSimpleName(),
        scenarios,
        scenarios * INVOCATIONS,
        (System.nanoTime() - began) / 1_000_000_000);
  }
}

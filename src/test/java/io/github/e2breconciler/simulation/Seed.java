package io.github.e2breconciler.simulation;

/**
 * What a run is drawn from, and repeats itself by.
 *
 * @param owners so many more than the number draws, each with ten sandboxes of all of which it
 *     tells at once that it lives
 * @param mutant the name of the mistake that the daemon has, or empty
 */
record Seed(long number, int owners, String mutant) {

  /** Of which ten sandboxes each make a fleet of 200. */
  private static final int OWNERS_OF_200 = 20;

  /** Everything as the number draws it. */
  static Seed of(long number) {
    return new Seed(number, 0, "");
  }

  /** With nobody but who is in every one. */
  static Seed plain() {
    return of(0);
  }

  /** With a fleet of 200 beside whatever the number draws. */
  static Seed ofFleet(long number) {
    return new Seed(number, OWNERS_OF_200, "");
  }

  /** Of a daemon with a mistake. */
  static Seed ofMutant(long number, String mutant) {
    return new Seed(number, 0, mutant);
  }

  /**
   * Whether there are people who claim what is theirs late; in every twelfth, for they take long.
   */
  boolean guests() {
    return number % 12 == 5;
  }

  /** Whether there are people whose sandboxes say themselves when they are over. */
  boolean lodgers() {
    return number % 12 == 7;
  }

  /** Whether the daemon has a second account. */
  boolean neighbour() {
    return number % 12 == 9;
  }

  /** Whether there is a fleet at the pace of a working day, and so things go wrong more seldom. */
  boolean steady() {
    return owners > 0;
  }

  /** By which {@link Simulate} runs it. */
  String arguments() {
    if (!mutant.isEmpty()) {
      return "--mutants %d '%s'".formatted(number, mutant);
    }
    return (owners == 0 ? "--seeds " : "--speed ") + number;
  }
}

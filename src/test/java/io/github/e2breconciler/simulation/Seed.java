package io.github.e2breconciler.simulation;

/**
 * What a run is drawn from, and repeats itself by.
 *
 * @param owners so many more than the number draws, each with three sandboxes of all of which it
 *     tells at once that it lives
 */
record Seed(long number, int owners) {

  /** Of which three sandboxes each make a fleet of 200. */
  private static final int OWNERS_OF_200 = 66;

  /** Everything as the number draws it. */
  static Seed of(long number) {
    return new Seed(number, 0);
  }

  /** With a fleet of 200 beside whatever the number draws. */
  static Seed ofFleet(long number) {
    return new Seed(number, OWNERS_OF_200);
  }

  /** By which {@link Simulate} runs it. */
  String arguments() {
    return (owners == 0 ? "--seeds " : "--speed ") + number;
  }
}

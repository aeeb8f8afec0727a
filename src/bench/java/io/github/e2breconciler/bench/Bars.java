package io.github.e2breconciler.bench;

import java.io.PrintWriter;

/** The bars that a run is held against, and whether it cleared all of them. Not thread-safe. */
final class Bars {

  private final PrintWriter out;
  private boolean cleared = true;

  Bars(PrintWriter out) {
    this.out = out;
  }

  /** Prints a verdict: {@code value} is to be {@code least} or more. */
  void atLeast(String what, double value, double least) {
    judge(what, value, "at least", least, value >= least);
  }

  /** Prints a verdict: {@code value} is to be {@code most} or less. */
  void atMost(String what, double value, double most) {
    judge(what, value, "at most", most, value <= most);
  }

  boolean cleared() {
    return cleared;
  }

  private void judge(String what, double value, String relation, double bar, boolean good) {
    out.printf("%-44s %8.2f, %s %.2f: %s%n", what, value, relation, bar, good ? "PASS" : "FAIL");
    cleared &= good;
  }
}

package io.github.e2breconciler.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A table of figures and of the bars that they are to reach, printed line by line. */
final class Sheet {

  private final PrintWriter out;
  private int missed;

  Sheet(PrintWriter out) {
    this.out = out;
    out.printf("%-68s %12s %12s%n", "", "measured", "bar");
  }

  /** A share that is to be no greater than the bar. */
  void ratio(String what, double measured, double bar) {
    row(what, number(measured), number(bar), measured <= bar);
  }

  void seconds(String what, Duration measured, Duration bar) {
    row(what, seconds(measured), seconds(bar), measured.compareTo(bar) <= 0);
  }

  /** A count of what must not be. */
  void none(String what, long count) {
    row(what, Long.toString(count), "0", count == 0);
  }

  /** A remark on the rows below it. */
  void say(String remark) {
    out.println();
    out.println(remark);
    out.flush();
  }

  /** 0 if every bar was reached. */
  int exitCode() {
    say(missed == 0 ? "every bar is reached" : "bars missed: " + missed);
    return missed == 0 ? 0 : 1;
  }

  private void row(String what, String measured, String bar, boolean reached) {
    missed += reached ? 0 : 1;
    out.printf("%-68s %12s %12s %s%n", what, measured, bar, reached ? "PASS" : "FAIL");
    out.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 0.02 ? "%.4f" : "%.3f", value);
  }

  private static String seconds(Duration value) {
    return String.format(Locale.ROOT, "%.3f s", value.toNanos() / 1e9);
  }
}

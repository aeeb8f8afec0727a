package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * How many series a daemon makes in hours of births, deaths and faults: two of them, or those of
 * {@code -Dcardinality.hours=N}.
 */
final class CardinalityTest {

  private static final int HOURS = Integer.getInteger("cardinality.hours", 2);

  /** Far above what one account has, far below one a sandbox. */
  private static final int MOST = 800;

  @Test
  void addsNoSeriesForWhatComesAndGoes() {
    var early = new TreeSet<String>();
    var all = new TreeSet<String>();
    try (var _ = new Complaints()) { // hushes the log
      for (var seed = 1; seed <= HOURS; seed++) {
        try (var run = new SimulatedRun(Seed.of(seed))) {
          var _ = run.run();
          all.addAll(run.series());
          if (seed <= HOURS / 2) {
            early.addAll(run.series());
          }
        }
      }
    }

    assertThat(all).hasSizeLessThan(MOST);
    assertThat(all.size() - early.size()).as("series of the second half").isLessThan(MOST / 10);
    assertThat(all)
        .noneMatch(it -> it.matches(".*=(i[a-z0-9]{16,}|[0-9a-f]{8}-[0-9a-f-]{27})[,}].*"));
  }
}

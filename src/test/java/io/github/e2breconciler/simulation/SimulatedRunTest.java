package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SimulatedRunTest {

  /** Hours of seeds would else fill the machine. */
  @Test
  void leavesNothingInMemory() {
    try (var _ = new Complaints()) { // hushes the log
      assertThat(LongStream.range(1, 6).map(SimulatedRunTest::tablesLeft)).contains(0L);
    }
  }

  /** How many tables of the daemon's store a run leaves; one that crashed while it opened, all. */
  private static long tablesLeft(long seed) {
    String store;
    try (var run = new SimulatedRun(Seed.of(seed))) {
      assertThat(run.run().of("steps")).isPositive();
      store = run.store();
      assertThat(tables(store)).isPositive();
    }
    return tables(store);
  }

  private static int tables(String url) {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from sqlite_master")) {
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}

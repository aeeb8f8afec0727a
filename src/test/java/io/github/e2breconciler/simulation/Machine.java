package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Surroundings;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.VirtualTime;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What outlives the daemon's process: the data on its disk, as of the last commit, and the clock.
 * The data is that of a store in memory, which lasts as long as somebody is connected.
 */
final class Machine implements AutoCloseable {

  private static final String LATCHING =
      """
      select 'frozen ' || account, exists (
        select 1 from audit a
        where a.account = f.account and a.sandbox = '' and a.what = 'frozen' and a.at >= f.since)
      from frozen f
      union all
      select state || ' ' || id, exists (select 1 from audit a where a.case_id = c.id)
      from condemned c where closed_at is null and state in ('paused', 'escalated')
      """;

  private final VirtualTime time;
  private final InstantSource clock;
  private final Connection keeper;
  private @Nullable PreparedStatement latching;
  private final StoreSettings settings;

  /** With a clock that may be wrong. */
  Machine(VirtualTime time, InstantSource clock) {
    this.time = time;
    this.clock = clock;
    var url = "jdbc:sqlite:file:" + UUID.randomUUID() + "?mode=memory&cache=shared";
    this.settings = new StoreSettings(url);
    try {
      this.keeper = DriverManager.getConnection(url);
      try (var statement = keeper.createStatement()) {
        statement.execute(
            "pragma read_uncommitted = 1"); // a transaction under way locks nobody out
      }
    } catch (SQLException e) {
      throw new StoreException("no memory for a store", e);
    }
  }

  /** Where its data is. */
  String url() {
    return settings.url();
  }

  /** Opens the store as a process does that has just begun. */
  Store open(Life life, MeterRegistry meters) {
    return Store.open(settings, clock, meters, life);
  }

  /** The same beside such a process, or after it. */
  Store openBeside() {
    return Store.open(settings, clock, meters());
  }

  /** Meters that go by virtual time. */
  MeterRegistry meters() {
    return new SimpleMeterRegistry(
        SimpleConfig.DEFAULT,
        new Clock() {
          @Override
          public long wallTime() {
            return time.millis();
          }

          @Override
          public long monotonicTime() {
            return time.read();
          }
        });
  }

  /** How many intents of a case are open that have their line of audit, as of the last commit. */
  int intents(String caseId, String action) {
    var sql =
        """
        select count(*) from intent join audit using (case_id)
        where case_id = ? and intent.action = ? and closed_at is null and audit.what = ?
        """;
    try (var statement = keeper.prepareStatement(sql)) {
      statement.setString(1, caseId);
      statement.setString(2, action);
      statement.setString(3, "intent-" + action);
      try (var rows = statement.executeQuery()) {
        return rows.getInt(1);
      }
    } catch (SQLException e) {
      throw new StoreException("the disk cannot be read", e);
    }
  }

  /**
   * What waits for people, as of the last commit: freezes, cases in quarantine and those that were
   * escalated; by state and name, and whether a line of audit tells of it.
   */
  Map<String, Boolean> latches() {
    var latches = new HashMap<String, Boolean>();
    try (var rows = latching().executeQuery()) {
      while (rows.next()) {
        latches.put(rows.getString(1), rows.getBoolean(2));
      }
    } catch (SQLException e) {
      throw new StoreException("the disk cannot be read", e);
    }
    return latches;
  }

  /** Prepared once, when there are tables, for it is asked for all the time. */
  private PreparedStatement latching() throws SQLException {
    var prepared = latching;
    if (prepared == null) {
      prepared = keeper.prepareStatement(LATCHING);
      latching = prepared;
    }
    return prepared;
  }

  /**
   * When the oldest request that is not settled was stored, as of the last commit; null for none.
   */
  @Nullable Instant oldestIntent() {
    try (var statement = keeper.createStatement();
        var rows =
            statement.executeQuery("select min(created_at) from intent where closed_at is null")) {
      var at = rows.getLong(1);
      return rows.wasNull() ? null : Instant.ofEpochMilli(at);
    } catch (SQLException e) {
      throw new StoreException("the disk cannot be read", e);
    }
  }

  /** When the daemon last noted that it hears, as of the last commit. */
  Instant heardAt() {
    try (var statement = keeper.createStatement();
        var rows = statement.executeQuery("select value from meta where key = 'heard-at'")) {
      return Instant.ofEpochMilli(Long.parseLong(rows.getString(1)));
    } catch (SQLException e) {
      throw new StoreException("the disk cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      keeper.close();
    } catch (SQLException e) {
      throw new StoreException("the store stays in memory", e);
    }
  }

  /** What a process of the daemon has of the world. */
  @FunctionalInterface
  interface Outside {
    Surroundings of(Life life, Store store, MeterRegistry meters);
  }
}

package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that another program holds, and one that must not be written. */
@Timeout(60)
final class TroubleTest {

  /** More than could wait a busy time-out each, one after the other, in the test's time. */
  private static final int WRITERS = 100;

  @TempDir private Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private StoreSettings settings;
  private Store store;

  @SuppressWarnings("NullAway.Init") // set before each test
  TroubleTest() {}

  @BeforeEach
  void open() {
    settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    open(Writer.PATIENCE);
  }

  private void open(Duration patience) {
    var clock = InstantSource.fixed(Fixtures.BIRTH);
    store = Store.open(settings, clock, meters, Fault.NONE, patience);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void refusesWritesWhileAnotherProgramHoldsTheFileAndHealsAfterwards() throws Exception {
    try (var other = DriverManager.getConnection(settings.url());
        var held = other.createStatement()) {
      held.execute("begin immediate");

      assertThatThrownBy(() -> append("one"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("locked");
      assertThat(store.health().ok()).isFalse();
      assertThat(healthy()).isZero();
      assertThat(lastSeq()).isZero(); // reading goes on

      held.execute("rollback");
    }

    assertThat(append("one").duplicate()).isFalse();
    assertThat(store.health()).isEqualTo(Health.OK);
    assertThat(healthy()).isEqualTo(1);
  }

  @Test
  void letsNobodyQueueForLongBehindALock() throws Exception {
    store.close();
    open(Duration.ofMillis(100));
    try (var other = DriverManager.getConnection(settings.url());
        var held = other.createStatement();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      held.execute("begin immediate");

      var writes = new ArrayList<Future<Health>>();
      for (var i = 0; i < WRITERS; i++) {
        writes.add(callers.submit(() -> store.check()));
      }
      for (var write : writes) {
        assertThat(write.get().ok()).isFalse();
      }
      assertThatThrownBy(() -> append("one")).isInstanceOf(StoreException.class);

      held.execute("rollback");
    }

    assertThat(store.check()).isEqualTo(Health.OK);
  }

  @Test
  void refusesWritesWhileTheFileMustNotBeWrittenAndHealsAfterwards() {
    readOnly(true);

    assertThatThrownBy(() -> append("one"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("readonly");
    assertThat(store.check().ok()).isFalse();
    assertThat(store.health().ok()).isFalse();
    assertThat(lastSeq()).isZero();

    readOnly(false);

    assertThat(append("one").duplicate()).isFalse();
    assertThat(store.health()).isEqualTo(Health.OK);
  }

  private EventLog.Appended append(String id) {
    return store.events().append(Fixtures.event(id, "i1", 1));
  }

  private long lastSeq() {
    return store.read(tx -> tx.events().lastSeq());
  }

  private void readOnly(boolean on) {
    store.writeVoid(tx -> tx.session().handle().execute("pragma query_only = " + on));
  }

  private double healthy() {
    return meters.get("e2b_reconciler.store.healthy").gauge().value();
  }
}

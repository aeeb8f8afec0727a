package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CheckpointsTest {

  private static final int PAGE = 4_096;
  private static final int MUCH = 2 * Checkpoints.WORTHWHILE * PAGE;

  @TempDir private Path folder;

  private Path file;
  private final AtomicInteger asked = new AtomicInteger(); // how often it was asked for the time
  private Store store;

  private final class CountingClock implements Clock {
    @Override
    public long wallTime() {
      return Clock.SYSTEM.wallTime();
    }

    @Override
    public long monotonicTime() {
      asked.incrementAndGet();
      return Clock.SYSTEM.monotonicTime();
    }
  }

  @SuppressWarnings("NullAway.Init") // set before each test
  CheckpointsTest() {}

  @BeforeEach
  void open() {
    file = folder.resolve("store.db");
    store =
        Store.open(
            new StoreSettings("jdbc:sqlite:" + file),
            InstantSource.fixed(Fixtures.BIRTH),
            new SimpleMeterRegistry(SimpleConfig.DEFAULT, new CountingClock()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keepsCommitsFromBringingAnythingOver() throws IOException {
    write("one", MUCH);
    write("two", 1); // the commit after is where SQLite would

    assertThat(Files.size(file)).isLessThan(MUCH);
  }

  @Test
  void bringsOverWhatIsMuch() throws IOException {
    write("one", MUCH);

    assertThat(store.checkpoint()).isPositive();

    assertThat(Files.size(file)).isGreaterThan(MUCH);
    assertThat(read("one")).hasSize(MUCH);
  }

  @Test
  void leavesALittleWhereItIs() throws IOException {
    var before = Files.size(file);
    write("one", MUCH / 4);

    store.checkpoint();

    assertThat(Files.size(file)).isEqualTo(before);
    assertThat(read("one")).hasSize(MUCH / 4);
  }

  @Test
  void beginsTheLogAnewOnceAllOfItIsOver() throws IOException {
    write("one", MUCH);
    var log = Files.size(folder.resolve("store.db-wal"));

    for (var i = 0; i < 5; i++) {
      store.checkpoint();
      write("one", MUCH - i);
    }

    assertThat(Files.size(folder.resolve("store.db-wal"))).isLessThan(2 * log);
  }

  @Test
  void waitsForNobodyWhoReads() throws IOException {
    var before = Files.size(file);
    store.read(tx -> {
      assertThat(tx.meta().get("one")).isNull();
      write("one", 20 * MUCH); // so much that the log is to begin anew
      store.checkpoint();
      assertThat(tx.meta().get("one")).isNull(); // nothing changed for who reads
      return true;
    });
    assertThat(Files.size(file)).isEqualTo(before);

    store.checkpoint();

    assertThat(Files.size(file)).isGreaterThan(20 * MUCH);
  }

  /** Else nobody would hear of a disk that takes too long while writers wait for it. */
  @Test
  void isTimedOnlyWhileItKeepsWritersWaiting() {
    write("one", MUCH);
    asked.set(0);
    store.checkpoint();
    assertThat(asked).hasValue(0);

    write("one", 5 * MUCH); // so much that the log is to begin anew
    asked.set(0);
    store.checkpoint();
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void hasNothingToDoInMemory() {
    try (var memory =
        Store.open(
            new StoreSettings("jdbc:sqlite::memory:"),
            InstantSource.fixed(Fixtures.BIRTH),
            new SimpleMeterRegistry())) {
      assertThat(memory.checkpoint()).isGreaterThan(Duration.ofHours(1));
    }
  }

  private void write(String key, int length) {
    store.writeVoid(tx -> tx.meta().put(key, "x".repeat(length)));
  }

  private String read(String key) {
    return store.read(tx -> String.valueOf(tx.meta().get(key)));
  }
}

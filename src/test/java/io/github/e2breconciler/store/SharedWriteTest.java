package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SharedWriteTest {

  @TempDir private Path folder;

  private final CommitGate commits = new CommitGate();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final Notes notes = new Notes();
  private final SimpleMeterRegistry meters =
      new SimpleMeterRegistry(SimpleConfig.DEFAULT, new MockClock()); // so that nothing stalls
  private Store store;
  private SharedWrite<String, String> shared;

  @SuppressWarnings("NullAway.Init") // set before each test
  SharedWriteTest() {}

  /** Stores what it is given, and tells it back. */
  private static final class Notes implements SharedWrite.Work<String, String> {

    private final List<List<String>> written = new ArrayList<>();
    private int undone;

    @Override
    public List<String> write(Tx tx, List<String> asked) {
      written.add(List.copyOf(asked));
      asked.forEach(text -> tx.meta().put(text, text));
      return asked.stream().map(text -> text + " stored").toList();
    }

    @Override
    public void undo() {
      undone++;
    }
  }

  @BeforeEach
  void open() {
    open(Writer.PATIENCE);
  }

  private void open(Duration patience) {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    var clock = InstantSource.fixed(Fixtures.BIRTH);
    store = Store.open(settings, clock, meters, commits, patience);
    shared = store.shared(() -> notes);
  }

  @AfterEach
  void close() {
    commits.open();
    callers.close();
    store.close();
  }

  @Test
  void commitsOnceForAllWhoWait() throws Exception {
    var first = hold();
    var others = List.of(ask("a", 1), ask("b", 1), ask("c", 1));
    var before = commits.count();

    commits.open();

    assertThat(first.get()).isEqualTo("first stored");
    for (var i = 0; i < others.size(); i++) {
      assertThat(others.get(i).get()).isEqualTo("abc".charAt(i) + " stored");
    }
    assertThat(commits.count() - before).isOne();
    assertThat(notes.written).containsExactly(List.of("first"), List.of("a", "b", "c"));
    store.readVoid(tx -> assertThat(tx.meta().get("c")).isEqualTo("c"));
  }

  @Test
  void takesNoMoreInOneCommitThanOthersCanWaitFor() throws Exception {
    var first = hold();
    var others =
        List.of(
            ask("a", SharedWrite.MOST - 1),
            ask("b", 1),
            ask("c", SharedWrite.MOST + 1),
            ask("d", 1));

    commits.open();

    first.get();
    for (var other : others) {
      other.get();
    }
    assertThat(notes.written)
        .containsExactly(List.of("first"), List.of("a", "b"), List.of("c"), List.of("d"));
  }

  @Test
  void tellsAllWhoseCommitFailed() throws Exception {
    var first = hold();
    var others = List.of(ask("a", 1), ask("b", 1));
    commits.failNext();

    commits.open();

    assertThat(first.get()).isEqualTo("first stored");
    for (var other : others) {
      assertThatThrownBy(other::get).hasCauseInstanceOf(StoreException.class);
    }
    assertThat(notes.undone).isOne();
    assertThat(shared.write("a", 1)).isEqualTo("a stored");
  }

  @Test
  void writesNothingLaterForWhomItRefused() throws Exception {
    store.close();
    open(Duration.ofMillis(20));
    var first = hold();

    assertThatThrownBy(() -> shared.write("late", 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("others have written");

    commits.open();
    first.get();
    shared.write("next", 1);
    assertThat(notes.written).containsExactly(List.of("first"), List.of("next"));
  }

  @Test
  void refusesToWaitForItself() {
    store.writeVoid(tx ->
        assertThatThrownBy(() -> shared.write("inner", 1))
            .isInstanceOf(IllegalStateException.class));

    shared.write("outer", 1);
    assertThat(notes.written).containsExactly(List.of("outer"));
  }

  /** Starts a commit that does not end until the gate is open. */
  private Future<String> hold() throws InterruptedException {
    commits.shut();
    var first = callers.submit(() -> shared.write("first", 1));
    commits.awaitArrival();
    return first;
  }

  /** Asks, and returns once it waits behind all who asked before. */
  private Future<String> ask(String text, int weight) {
    var waiting = store.turnsWaiting();
    var asked = callers.submit(() -> shared.write(text, weight));
    while (store.turnsWaiting() <= waiting && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return asked;
  }
}

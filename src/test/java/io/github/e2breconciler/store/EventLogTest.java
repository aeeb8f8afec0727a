package io.github.e2breconciler.store;

import static io.github.e2breconciler.store.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.store.EventLog.Appended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventLogTest {

  @TempDir private Path folder;

  private final CommitGate commits = new CommitGate();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    callers.close();
  }

  @Test
  void knowsAnEventThatItHas() {
    try (var store = open()) {
      assertThat(store.events().append(event("e1", "i1", 1))).isEqualTo(new Appended(1, false));
      assertThat(store.events().append(event("e2", "i1", 2))).isEqualTo(new Appended(2, false));
      assertThat(store.events().append(event("e1", "i9", 9))).isEqualTo(new Appended(1, true));
      assertThat(store.events().known("a", List.of("e1", "e3"))).containsOnly("e1");
      assertThat(store.events().known("b", List.of("e1"))).isEmpty();
    }
  }

  @Test
  void knowsAnEventAfterReopening() {
    var id = "0a1b2c3d-0000-4000-8000-00000000000A"; // not the spelling that UUID gives back
    try (var store = open()) {
      store.events().append(event(id, "i1", 1));
    }

    try (var store = open()) {
      assertThat(store.events().append(event(id, "i1", 2))).isEqualTo(new Appended(1, true));
      assertThat(store.events().append(event(id.toLowerCase(Locale.ROOT), "i1", 3)))
          .isEqualTo(new Appended(2, false));
    }
  }

  @Test
  void takesARepetitionWithinOneCall() {
    try (var store = open()) {
      var appended =
          store
              .events()
              .appendAll(List.of(event("e1", "i1", 1), event("e2", "i1", 1), event("e1", "i1", 1)));

      assertThat(appended)
          .containsExactly(new Appended(1, false), new Appended(2, false), new Appended(1, true));
      assertThat(store.events().appendAll(List.of())).isEmpty();
    }
  }

  @Test
  void needsNoCommitForWhatItKnows() {
    try (var store = open()) {
      store.events().append(event("e1", "i1", 1));
      var before = commits.count();

      store.events().append(event("e1", "i1", 1));

      assertThat(commits.count()).isEqualTo(before);
    }
  }

  @Test
  void sharesACommitAmongThoseWhoWait() throws Exception {
    try (var store = open()) {
      var before = commits.count();
      var first = holdFirst(store);
      var others = IntStream.range(0, 50).mapToObj(i -> append(store, "other" + i)).toList();
      awaitWaiting(store, 50);

      commits.open();

      assertThat(first.get()).isEqualTo(new Appended(1, false));
      for (var other : others) {
        assertThat(other.get().duplicate()).isFalse();
      }
      assertThat(commits.count() - before).isEqualTo(2);
    }
  }

  @Test
  void answersARepetitionOnlyOnceTheFirstIsStored() throws Exception {
    try (var store = open()) {
      var first = holdFirst(store);
      var repetition = append(store, "first");
      awaitWaiting(store, 1);

      assertThat(repetition.isDone()).isFalse();
      assertThat(store.events().known("a", List.of("first"))).isEmpty();

      commits.open();

      assertThat(first.get()).isEqualTo(new Appended(1, false));
      assertThat(repetition.get()).isEqualTo(new Appended(1, true));
    }
  }

  @Test
  void storesTheRepetitionOfAnEventWhoseCommitFailed() throws Exception {
    try (var store = open()) {
      var first = holdFirst(store);
      var repetition = append(store, "first");
      awaitWaiting(store, 1);

      commits.openWithFailure();

      assertThatThrownBy(first::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StoreException.class);
      assertThat(repetition.get()).isEqualTo(new Appended(1, false));
      assertThat(store.health()).isEqualTo(Health.OK);
    }
  }

  @Test
  void failsEveryCallerOfAFailedCommit() throws Exception {
    try (var store = open()) {
      var first = holdFirst(store);
      var one = append(store, "one");
      var other = append(store, "other");
      awaitWaiting(store, 2);

      commits.failNext();
      commits.open();

      assertThat(first.get()).isEqualTo(new Appended(1, false));
      assertThatThrownBy(one::get).hasCauseInstanceOf(StoreException.class);
      assertThatThrownBy(other::get).hasCauseInstanceOf(StoreException.class);
      assertThat(store.health().ok()).isFalse();
      assertThat(store.events().known("a", List.of("one", "other"))).isEmpty();
      assertThat(store.events().append(event("one", "i1", 1))).isEqualTo(new Appended(2, false));
      assertThat(store.health().ok()).isTrue();
    }
  }

  @Test
  void learnsOfACommitThatWasDoneThoughItSeemedToFail() {
    try (var store = open()) {
      commits.failNext();
      assertThatThrownBy(() -> store.events().append(event("lost", "i1", 1)))
          .isInstanceOf(StoreException.class);
      store.writeVoid(
          tx -> tx.events().insert(List.of(new StoredEvent(1, event("lost", "i1", 1)))));

      assertThat(store.events().append(event("next", "i1", 2))).isEqualTo(new Appended(2, false));
      assertThat(store.events().append(event("lost", "i1", 1))).isEqualTo(new Appended(1, true));
    }
  }

  @Test
  void refusesAtOnceWhenTooManyWait() throws Exception {
    try (var store = open()) {
      var first = holdFirst(store);
      var many =
          IntStream.range(0, AppendQueue.MAX_ROWS)
              .mapToObj(i -> event("many" + i, "i1", i))
              .toList();
      var crowd = callers.submit(() -> store.events().appendAll(many));
      awaitWaiting(store, AppendQueue.MAX_ROWS);

      assertThatThrownBy(() -> store.events().append(event("late", "i1", 1)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("too many");

      commits.open();

      assertThat(first.get().duplicate()).isFalse();
      assertThat(crowd.get()).hasSize(AppendQueue.MAX_ROWS);
      assertThat(store.events().append(event("late", "i1", 1)).duplicate()).isFalse();
    }
  }

  @Test
  void givesEveryEventItsOwnPlaceUnderCrowding() throws Exception {
    try (var store = open()) {
      var appended = IntStream.range(0, 500).mapToObj(i -> append(store, "e" + i % 400)).toList();

      var fresh = 0;
      for (var one : appended) {
        fresh += one.get().duplicate() ? 0 : 1;
      }

      assertThat(fresh).isEqualTo(400);
      assertThat(store.<Long>read(tx -> tx.events().lastSeq())).isEqualTo(400);
      assertThatList(store.read(tx -> tx.events().of("a", "i1", 1_000)))
          .extracting(stored -> stored.row().id())
          .doesNotHaveDuplicates()
          .hasSize(400);
    }
  }

  /** Starts a commit that stays open until the gate is. */
  private Future<Appended> holdFirst(Store store) throws InterruptedException {
    commits.shut();
    var first = append(store, "first");
    commits.awaitArrival();
    return first;
  }

  private Future<Appended> append(Store store, String id) {
    return callers.submit(() -> store.events().append(event(id, "i1", 1)));
  }

  /** Callers cannot say that they wait, since they wait. */
  private static void awaitWaiting(Store store, int rows) {
    while (store.events().waiting() < rows && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private Store open() {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    var clock = InstantSource.fixed(Fixtures.BIRTH);
    return Store.open(settings, clock, new SimpleMeterRegistry(), commits);
  }
}

package io.github.e2breconciler.store;

import static io.github.e2breconciler.store.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.e2breconciler.store.EventLog.Appended;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes for ever, as a network volume does that lost its server. */
@Timeout(60)
final class StallTest {

  @TempDir private Path folder;

  private final CommitGate commits = new CommitGate();
  private final MockClock time = new MockClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, time);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private Store store;

  @SuppressWarnings("NullAway.Init") // set before each test
  StallTest() {}

  @BeforeEach
  void open() {
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    store = Store.open(settings, InstantSource.fixed(Fixtures.BIRTH), meters, commits);
  }

  @AfterEach
  void close() {
    commits.open();
    callers.close();
    store.close();
  }

  @Test
  void isUnwellWhileAWriteDoesNotEnd() throws Exception {
    hold();

    time.add(Writer.PATIENCE);

    assertThat(store.health()).isEqualTo(Health.OK);
    assertThat(healthy()).isEqualTo(1);

    time.add(Duration.ofNanos(1));

    assertThat(store.health().ok()).isFalse();
    assertThat(store.health().trouble()).contains("5 s");
    assertThat(healthy()).isZero();
  }

  @Test
  void refusesAtOnceWhatComesWhileAWriteDoesNotEnd() throws Exception {
    hold();
    stall();

    assertThatThrownBy(() -> append("late")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
        .isInstanceOf(StoreException.class);
    assertThat(store.check().ok()).isFalse();
    assertThat(refused()).isEqualTo(1);
  }

  @Test
  void letsNobodyWaitForAWriteThatDoesNotEnd() throws Exception {
    hold();
    var queued = callers.submit(() -> append("queued"));
    awaitWaiting();

    store.watch();

    assertThat(queued.isDone()).isFalse();

    stall();
    store.watch();

    assertThatThrownBy(queued::get).hasRootCauseInstanceOf(StoreException.class);
    assertThat(store.events().waiting()).isZero();
    assertThat(refused()).isEqualTo(1 + 1); // the event whose commit is under way is the other
  }

  @Test
  void letsNobodyWaitTooLongBehindOthersThatWrite() throws Exception {
    var held = hold();
    var other = callers.submit(() -> store.check());
    awaitTurns(1);
    var queued = callers.submit(() -> append("queued"));
    awaitWaiting();
    time.add(Writer.PATIENCE.dividedBy(2));
    commits.onCommit(this::shutAgain);
    commits.open();
    held.get();
    commits.awaitArrival(); // the other is before whoever leads the queued event
    time.add(Writer.PATIENCE.dividedBy(2));
    store.watch();

    assertThat(store.health().ok()).isTrue(); // each of the writes is quick enough
    assertThatThrownBy(queued::get).hasRootCauseInstanceOf(StoreException.class);
    assertThat(refused()).isEqualTo(1);

    commits.onCommit(() -> {});
    commits.open();
    assertThat(other.get()).isEqualTo(Health.OK);
  }

  @Test
  void isUnwellWhileALookDoesNotEnd() throws Exception {
    var memory = new StoreSettings("jdbc:sqlite::memory:");
    try (var single = Store.open(memory, InstantSource.fixed(Fixtures.BIRTH), meters, commits)) {
      var looking = new CountDownLatch(1);
      var enough = new CountDownLatch(1);
      var look =
          callers.submit(() ->
              single.read(tx -> {
                looking.countDown();
                return awaited(enough);
              }));
      looking.await();
      stall();

      assertThat(single.health().ok()).isFalse();

      enough.countDown();
      assertThat(look.get()).isTrue();
      assertThat(single.health()).isEqualTo(Health.OK);
    }
  }

  @Test
  void refusesWhoseTurnToWriteDoesNotCome() throws Exception {
    openAnew(Duration.ofMillis(20));
    commits.shut();
    var held = callers.submit(() -> store.check());
    commits.awaitArrival();

    assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("others have written");
    assertThatThrownBy(() -> append("late")).isInstanceOf(StoreException.class);
    assertThat(store.events().waiting()).isZero();
    assertThat(refused()).isEqualTo(1);

    commits.open();
    assertThat(held.get()).isEqualTo(Health.OK);
    assertThat(append("late")).isEqualTo(new Appended(1, false));
  }

  @Test
  void closesThoughAWriteDoesNotEnd() throws Exception {
    openAnew(Duration.ofMillis(20));
    var held = hold();

    store.close();

    assertThatThrownBy(() -> store.writeVoid(tx -> tx.meta().put("key", "value")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(this::open).hasMessageContaining("in use"); // it may yet be written

    commits.open();
    assertThat(held.get()).isEqualTo(new Appended(1, false));
  }

  @Test
  void healsOnceWritesEndInTimeAgain() throws Exception {
    var first = hold();
    var queued = callers.submit(() -> append("queued"));
    awaitWaiting();
    stall();
    store.watch();

    commits.open();

    assertThatThrownBy(first::get).hasRootCauseInstanceOf(StoreException.class);
    assertThatThrownBy(queued::get).hasRootCauseInstanceOf(StoreException.class);
    // The first was stored after all, as its sender learns by sending it again.
    assertThat(append("first")).isEqualTo(new Appended(1, true));
    assertThat(append("queued")).isEqualTo(new Appended(2, false));
    assertThat(store.health()).isEqualTo(Health.OK);
    assertThat(healthy()).isEqualTo(1);
  }

  @Test
  void isUnwellAfterASlowWriteUntilAQuickOne() {
    commits.onCommit(() -> time.add(Writer.PATIENCE.plusNanos(1)));
    store.writeVoid(tx -> tx.meta().put("key", "value"));

    assertThat(store.health()).isEqualTo(new Health(false, "the last write took 5 s"));

    commits.onCommit(() -> time.add(Writer.PATIENCE.dividedBy(2)));

    assertThat(store.check()).isEqualTo(Health.OK);
    assertThat(store.health()).isEqualTo(Health.OK);
  }

  /** Starts a commit that does not end until the gate is open. */
  @CanIgnoreReturnValue
  private Future<Appended> hold() throws InterruptedException {
    commits.shut();
    var first = callers.submit(() -> append("first"));
    commits.awaitArrival();
    return first;
  }

  private void openAnew(Duration patience) {
    store.close();
    var settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    store = Store.open(settings, InstantSource.fixed(Fixtures.BIRTH), meters, commits, patience);
  }

  private void shutAgain() {
    commits.onCommit(() -> {});
    commits.shut();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitTurns(int many) {
    while (store.turnsWaiting() < many && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private void stall() {
    time.add(Writer.PATIENCE.plusNanos(1));
  }

  private Appended append(String id) {
    return store.events().append(event(id, "i1", 1));
  }

  /** Callers cannot say that they wait, since they wait. */
  private void awaitWaiting() {
    while (store.events().waiting() < 1 && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private double healthy() {
    return meters.get("e2b_reconciler.store.healthy").gauge().value();
  }

  private double refused() {
    return meters.get("e2b_reconciler.inbox.refused").tag("reason", "stalled").counter().count();
  }
}

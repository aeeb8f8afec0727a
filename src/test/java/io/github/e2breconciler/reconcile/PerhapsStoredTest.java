package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.inventory.DriftLog;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.reconcile.EventIntake.Taken;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event is on disk, and only the word of it was lost: its sender brings it again. */
final class PerhapsStoredTest {

  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Inventory inventory = new Inventory(clock, clock);
  private final LifecycleEvent killed = killed("a", 10, 0);
  private boolean wordGetsLost;
  private Store store;
  private EventIntake intake;

  @BeforeEach
  void open(@TempDir Path folder) {
    store =
        Store.open(
            new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db")),
            clock,
            meters,
            new Fault() {
              @Override
              public void beforeCommit() {}

              @Override
              public void afterCommit() {
                if (wordGetsLost) {
                  throw new IllegalStateException("the disk went away");
                }
              }
            });
    var accounts = List.of(ACCOUNT);
    var drifts = new DriftLog(store, clock, () -> "1", accounts, meters);
    intake = new EventIntake(store, inventory, drifts, new Suspicions(accounts, meters), clock);
    take(created("a", 0));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void mergesTheWebhookThatComesAgain() {
    wordGetsLost = true;
    assertThatThrownBy(() -> take(killed)).isInstanceOf(StoreException.class);
    wordGetsLost = false;

    assertThat(take(killed)).isEqualTo(new Taken(true, true));
    assertThat(inventory.find(new SandboxKey(ACCOUNT, SANDBOX)))
        .isNotNull()
        .satisfies(sandbox -> assertThat(sandbox.state()).isEqualTo(State.GONE));
    assertThat(take(killed)).isEqualTo(new Taken(true, false));
  }

  @Test
  void takesForNewsWhatTheFeedBringsAgain() {
    var page = List.of(killed);
    wordGetsLost = true;
    assertThatThrownBy(() -> intake.takeAll(ACCOUNT, page, Source.FEED, Instant.MIN))
        .isInstanceOf(StoreException.class);
    wordGetsLost = false;

    assertThat(intake.takeAll(ACCOUNT, page, Source.FEED, Instant.MIN)).isEqualTo(page);
    assertThat(intake.takeAll(ACCOUNT, page, Source.FEED, Instant.MIN)).isEmpty();
  }

  /** Where nothing is new, nobody else is kept from the store. */
  @Test
  void storesNothingOfWhatTheFeedBringsAgain() {
    var page = List.of(created("a", 0));

    List<LifecycleEvent> fresh =
        store.write(_ -> intake.takeAll(ACCOUNT, page, Source.FEED, Instant.MIN));

    assertThat(fresh).isEmpty();
  }

  @Test
  void takesWhatAPageHoldsTwiceForOne() {
    var page = List.of(killed, killed);

    assertThat(intake.takeAll(ACCOUNT, page, Source.FEED, Instant.MIN)).containsExactly(killed);
  }

  private Taken take(LifecycleEvent event) {
    return intake.take(ACCOUNT, event, Source.WEBHOOK, clock.instant());
  }
}

package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.EventRow;
import io.github.e2breconciler.store.MirrorRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class MirrorTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final SandboxKey KEY = new SandboxKey(ACCOUNT, SANDBOX);

  private final FakeClock clock = new FakeClock();
  private boolean storeFails;
  private int commits;
  private final Store store =
      Store.open(
          new StoreSettings("jdbc:sqlite::memory:"),
          clock,
          new SimpleMeterRegistry(),
          () -> {
            commits++;
            if (storeFails) {
              throw new IllegalStateException("the disk is full");
            }
          });
  private Inventory inventory = new Inventory(clock, clock);
  private Mirror mirror = new Mirror(store, inventory, clock);

  @Test
  void bringsBackWhatWasFlushed() {
    inventory.apply(ACCOUNT, new Observation.Seen(row(State.RUNNING, 0, 300), Source.LIST, at(5)));
    var before = inventory.find(KEY);
    mirror.step();
    restart();

    assertThat(inventory.find(KEY)).isEqualTo(before);
  }

  @Test
  void forgetsWhatWasNotFlushed() {
    hear(created("a", 0));
    restart();

    assertThat(inventory.find(KEY)).isNull();
  }

  @Test
  void tellsWhichEventsToMergeAgain() {
    store
        .events()
        .appendAll(
            LongStream.rangeClosed(1, Mirror.UNMERGED + 10).mapToObj(MirrorTest::event).toList());
    hear(created("a", 0));
    mirror.step();
    restart();

    assertThat(mirror.load()).isEqualTo(10);
  }

  @Test
  void mergesAllAgainThatCameBeforeAnyFlush() {
    assertThat(mirror.load()).isZero();
  }

  @Test
  void triesAgainWhatStoreDidNotTake() {
    hear(created("a", 0));
    storeFails = true;
    assertThatThrownBy(mirror::step).isInstanceOf(StoreException.class);
    storeFails = false;
    mirror.step();
    restart();

    assertThat(inventory.find(KEY)).isNotNull();
  }

  @Test
  void letsEventsBetweenWhenMuchHasChanged() {
    for (var i = 0; i < 1_000; i++) {
      var row =
          new SandboxRow(
              new SandboxId("imany" + i), State.RUNNING, "base", Map.of(), at(0), at(300), null);
      inventory.apply(ACCOUNT, new Observation.Seen(row, Source.LIST, at(5)));
    }
    commits = 0;
    mirror.step();
    restart();

    assertThat(commits).isGreaterThanOrEqualTo(5);
    assertThat(inventory.all()).hasSize(1_000);
  }

  @Test
  void keepsTombstonesUntilTheyExpire() {
    hear(created("a", 0));
    hear(killed("a", 10, 0));
    mirror.step();
    restart();
    assertThat(inventory.find(KEY)).isNotNull();

    clock.advance(Inventory.TOMBSTONES.plus(Duration.ofSeconds(1)));
    assertThat(inventory.living(ACCOUNT)).isEmpty();
    mirror.step();
    restart();
    assertThat(inventory.find(KEY)).isNull();
  }

  @Test
  void passesOverWhatIsUnreadable() {
    hear(created("a", 0));
    mirror.step();
    store.writeVoid(
        tx -> tx.mirror().upsertAll(List.of(new MirrorRow("default", "ibroken", "no JSON", 0))));
    restart();

    assertThat(inventory.all()).hasSize(1);
  }

  private void hear(LifecycleEvent event) {
    inventory.apply(ACCOUNT, new Observation.Heard(event, Source.WEBHOOK, clock.instant()));
  }

  private void restart() {
    inventory = new Inventory(clock, clock);
    mirror = new Mirror(store, inventory, clock);
    mirror.load();
  }

  private static EventRow event(long number) {
    return new EventRow(
        "default",
        "event-" + number,
        "sandbox.lifecycle.created",
        "i" + number,
        0,
        0,
        "webhook",
        "{}");
  }
}

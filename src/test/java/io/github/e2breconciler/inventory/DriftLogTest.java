package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.paused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.inventory.DriftLog.Announcement;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.store.DriftRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DriftLogTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final SandboxKey KEY = new SandboxKey(ACCOUNT, SANDBOX);

  private final FakeClock clock = new FakeClock();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean storeFails;
  private int ids;
  private final Store store =
      Store.open(
          new StoreSettings("jdbc:sqlite::memory:"),
          clock,
          new SimpleMeterRegistry(),
          () -> {
            if (storeFails) {
              throw new IllegalStateException("the disk is full");
            }
          });
  private DriftLog drifts = drifts();

  private DriftLog drifts() {
    return new DriftLog(store, clock, () -> "drift-" + ids++, List.of(ACCOUNT), meters);
  }

  @Test
  void callsLateWhatIsAnnouncedAtTheVeryLimit() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    clock.advance(DriftLog.LOST_AFTER);
    drifts.step();
    assertThat(announcement()).isEqualTo(Announcement.AWAITED);

    drifts.announced(KEY, killed("a", 0, 0));
    assertThat(announcement()).isEqualTo(Announcement.LATE);
    assertThat(missed("late")).isOne();
    clock.advance(Duration.ofMinutes(1));
    drifts.step();
    assertThat(missed("lost")).isZero();
  }

  @Test
  void callsLostWhatIsNotAnnouncedInTime() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.LIST));
    clock.advance(DriftLog.LOST_AFTER.plusMillis(1));
    drifts.step();
    drifts.announced(KEY, killed("a", 10, 0));

    assertThat(announcement()).isEqualTo(Announcement.LOST);
    assertThat(missed("lost")).isOne();
    assertThat(missed("late")).isZero();
  }

  @Test
  void anotherEventAnnouncesNothing() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    drifts.announced(KEY, created("b", 20));

    assertThat(announcement()).isEqualTo(Announcement.AWAITED);
  }

  @Test
  void eventOfAnotherTimeAnnouncesNothing() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    drifts.announced(KEY, killed("a", 30, 0));

    assertThat(announcement()).isEqualTo(Announcement.AWAITED);
  }

  @Test
  void announcesAnyTimeThatListAllows() {
    clock.advance(Duration.ofMinutes(1));
    var since = clock.instant().minusSeconds(40);
    drifts.repaired(
        new Drift(
            KEY, DriftKind.MISSED_KILLED, Source.LIST, since, clock.instant(), null, "a test"));
    drifts.announced(KEY, killed("a", 90, 0));
    assertThat(announcement()).isEqualTo(Announcement.AWAITED);

    drifts.announced(KEY, killed("a", 30, 0));
    assertThat(announcement()).isEqualTo(Announcement.LATE);
  }

  @Test
  void awaitsNoWebhookOfWhatNoneTells() {
    drifts.repaired(drift(DriftKind.STALE_METADATA, Source.LIST));
    assertThat(announcement()).isEqualTo(Announcement.NONE);

    clock.advance(Duration.ofMinutes(1));
    drifts.step();
    assertThat(missed("lost")).isZero();
  }

  @Test
  void awaitsNoWebhookOfKillInItsSleep() {
    var inventory = new Inventory(clock, clock);
    hear(inventory, created("a", 0));
    hear(inventory, paused("a", 10, 0));
    var twice = List.of(at(20), at(30));
    twice.forEach(at -> inventory.apply(ACCOUNT, new Observation.Absent(SANDBOX, at)));
    drifts.repaired(inventory.apply(ACCOUNT, new Observation.NotFound(SANDBOX, at(31))));
    assertThat(drifts.recent()).hasSize(1);
    assertThat(announcement()).isEqualTo(Announcement.NONE);
  }

  @Test
  void awaitsNoWebhookWhereThereAreNone() {
    drifts.expectWebhooks(ACCOUNT, false);
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    assertThat(announcement()).isEqualTo(Announcement.NONE);
    assertThat(webhooksExpected()).isZero();

    drifts.expectWebhooks(ACCOUNT, true);
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    assertThat(announcement()).isEqualTo(Announcement.AWAITED);
    assertThat(webhooksExpected()).isEqualTo(1);
  }

  @Test
  void keepsNewerStateOfWhatStoreDidNotTake() {
    drifts.open(drift(DriftKind.OVERDUE, Source.READ));
    storeFails = true;
    assertThatThrownBy(drifts::step).isInstanceOf(StoreException.class);
    drifts.close(KEY, DriftKind.OVERDUE);
    assertThatThrownBy(drifts::step).isInstanceOf(StoreException.class);
    storeFails = false;
    drifts.step();

    assertThat(stored()).singleElement().satisfies(row -> assertThat(row.repairedAt()).isNotNull());
  }

  private void hear(Inventory inventory, LifecycleEvent event) {
    inventory.apply(ACCOUNT, new Observation.Heard(event, Source.WEBHOOK, clock.instant()));
  }

  @Test
  void countsByKindAndSource() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));

    assertThat(
            meters
                .get("e2b_reconciler.drift.detected")
                .tags("account", "default", "kind", "missed-killed", "source", "feed")
                .counter()
                .count())
        .isEqualTo(2);
    assertThat(meters.get("e2b_reconciler.drift.age").timer().count()).isEqualTo(2);
  }

  @Test
  void standsOnceUntilClosed() {
    drifts.open(drift(DriftKind.OVERDUE, Source.READ));
    drifts.open(drift(DriftKind.OVERDUE, Source.LIST));
    assertThat(drifts.openOf(DriftKind.OVERDUE)).containsExactly(KEY);
    assertThat(openGauge()).isOne();

    clock.advance(Duration.ofMinutes(1));
    drifts.close(KEY, DriftKind.OVERDUE);
    drifts.close(KEY, DriftKind.OVERDUE);
    assertThat(drifts.openOf(DriftKind.OVERDUE)).isEmpty();
    assertThat(openGauge()).isZero();
    assertThat(drifts.recent())
        .singleElement()
        .satisfies(entry -> assertThat(entry.drift().repairedAt()).isEqualTo(clock.instant()));
  }

  @Test
  void doesNotTakeTheAgeOfWhatStoodForHowLateWeRepair() {
    drifts.open(drift(DriftKind.OVERDUE, Source.READ));
    clock.advance(Duration.ofHours(2));
    drifts.close(KEY, DriftKind.OVERDUE);

    assertThat(meters.get("e2b_reconciler.drift.age").timer().count()).isZero();
  }

  @Test
  void showsTheAgeOfWhatStands() {
    assertThat(oldest()).isZero();
    drifts.open(drift(DriftKind.OVERDUE, Source.READ));
    var before = oldest();

    clock.advance(Duration.ofMinutes(1));
    assertThat(oldest()).isEqualTo(before + 60);
    drifts.close(KEY, DriftKind.OVERDUE);
    assertThat(oldest()).isZero();
  }

  @Test
  void standsAcrossRestartAndIsClosedInTheStore() {
    drifts.open(drift(DriftKind.OVERDUE, Source.READ));
    drifts.step();
    meters = new SimpleMeterRegistry();
    drifts = drifts();
    drifts.load();
    assertThat(drifts.openOf(DriftKind.OVERDUE)).containsExactly(KEY);

    drifts.close(KEY, DriftKind.OVERDUE);
    drifts.step();
    assertThat(stored()).extracting(DriftRow::repairedAt).doesNotContainNull();
    assertThat(stored()).hasSize(1);
  }

  @Test
  void keepsWhatStoreDidNotTake() {
    drifts.repaired(drift(DriftKind.MISSED_KILLED, Source.FEED));
    storeFails = true;
    assertThatThrownBy(drifts::step).isInstanceOf(StoreException.class);
    storeFails = false;
    drifts.step();

    assertThat(stored()).hasSize(1);
  }

  private List<DriftRow> stored() {
    return store.read(tx -> tx.drifts().recent(10, null));
  }

  private Announcement announcement() {
    return drifts.recent().getFirst().announcement();
  }

  private double webhooksExpected() {
    return meters.get("e2b_reconciler.webhooks.expected").gauge().value();
  }

  private double missed(String outcome) {
    var counter = meters.find("e2b_reconciler.webhooks.missed").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private double openGauge() {
    return meters
        .get("e2b_reconciler.drift.open")
        .tags("account", "default", "kind", "overdue")
        .gauge()
        .value();
  }

  private double oldest() {
    return meters
        .get("e2b_reconciler.drift.oldest")
        .tags("account", "default", "kind", "overdue")
        .gauge()
        .value();
  }

  private Drift drift(DriftKind kind, Source source) {
    @Nullable Instant repairedAt = kind == DriftKind.OVERDUE ? null : clock.instant();
    return new Drift(KEY, kind, source, clock.instant(), clock.instant(), repairedAt, "a test");
  }
}

package io.github.e2breconciler.inventory;

import static io.github.e2breconciler.inventory.DriftKind.MISSED_CREATED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_KILLED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_PAUSED;
import static io.github.e2breconciler.inventory.DriftKind.MISSED_RESUMED;
import static io.github.e2breconciler.inventory.DriftKind.STALE_DEADLINE;
import static io.github.e2breconciler.inventory.DriftKind.STALE_METADATA;
import static io.github.e2breconciler.inventory.DriftKind.ZOMBIE;
import static io.github.e2breconciler.testing.Events.SANDBOX;
import static io.github.e2breconciler.testing.Events.at;
import static io.github.e2breconciler.testing.Events.created;
import static io.github.e2breconciler.testing.Events.killed;
import static io.github.e2breconciler.testing.Events.paused;
import static io.github.e2breconciler.testing.Events.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.Observation.Heard;
import io.github.e2breconciler.sandbox.Observation.NotFound;
import io.github.e2breconciler.sandbox.Observation.ProvenGone;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each observation repairs, through the inventory that asks for it. */
final class DriftClassifierTest {

  private static final AccountId ACCOUNT = new AccountId("default");

  private final FakeClock clock = new FakeClock();
  private final Inventory inventory = new Inventory(clock, clock);

  @Test
  void whatWebhookBringsIsNews() {
    assertThat(drift(webhook(created("a", 0)))).isNull();
    assertThat(drift(webhook(paused("a", 10, 0)))).isNull();
    assertThat(drift(webhook(created("b", 20)))).isNull();
    assertThat(drift(webhook(killed("b", 30, 20)))).isNull();
  }

  @Test
  void listShowsBirthThatWasMissed() {
    var drift = drift(list(row(State.RUNNING, 5, 300), 20));

    assertThat(drift).isNotNull();
    assertThat(drift.kind()).isEqualTo(MISSED_CREATED);
    assertThat(drift.happenedAt()).isEqualTo(at(5));
  }

  @Test
  void whatARowDoesNotShowAndNoEventToldIsNoBirth() {
    var seen = new NotFound(SANDBOX, at(20));

    assertThat(drift(seen)).isNull();
  }

  @Test
  void feedBringsEndThatWasMissedWithItsTime() {
    drift(webhook(created("a", 0)));
    clock.advance(Duration.ofSeconds(40));
    var drift = drift(new Heard(killed("a", 10, 0), Source.FEED, clock.instant()));

    assertThat(drift).isNotNull();
    assertThat(drift.kind()).isEqualTo(MISSED_KILLED);
    assertThat(drift.happenedAt()).isEqualTo(at(10));
    assertThat(drift.age()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void absenceDatesEndByThePlannedOne() {
    drift(list(row(State.RUNNING, 0, 300), 10));
    assertThat(drift(new Observation.Absent(SANDBOX, at(400)))).isNull();
    assertThat(drift(new Observation.Absent(SANDBOX, at(410)))).isNull();
    var drift = drift(new NotFound(SANDBOX, at(411)));

    assertThat(drift).isNotNull();
    assertThat(drift.kind()).isEqualTo(MISSED_KILLED);
    assertThat(drift.happenedAt()).isEqualTo(at(300));
  }

  @Test
  void listShowsPauseThatWasMissedWithItsTime() {
    drift(webhook(created("a", 0)));
    var drift = drift(list(row(State.PAUSED, 0, 50), 70));

    assertThat(drift).isNotNull();
    assertThat(drift.kind()).isEqualTo(MISSED_PAUSED);
    assertThat(drift.happenedAt()).isEqualTo(at(50));
  }

  @Test
  void listShowsResumeThatWasMissed() {
    drift(list(row(State.PAUSED, 0, 50), 60));
    var drift = drift(list(row(State.RUNNING, 90, 390), 100));

    assertThat(drift).isNotNull();
    assertThat(drift.kind()).isEqualTo(MISSED_RESUMED);
    assertThat(drift.happenedAt()).isEqualTo(at(90));
  }

  @Test
  void listShowsNewRunOfWhatRanBefore() {
    drift(list(row(State.RUNNING, 0, 300), 10));

    assertThat(kind(list(row(State.RUNNING, 90, 390), 100))).isEqualTo(MISSED_RESUMED);
  }

  @Test
  void listShowsZombie() {
    drift(webhook(created("a", 0)));
    drift(webhook(killed("a", 10, 0)));

    assertThat(kind(list(row(State.RUNNING, 90, 390), 100))).isEqualTo(ZOMBIE);
  }

  @Test
  void listShowsExtension() {
    drift(list(row(State.RUNNING, 0, 300), 10));

    assertThat(kind(list(row(State.RUNNING, 0, 302), 20))).isNull();
    assertThat(kind(list(row(State.RUNNING, 0, 900), 30))).isEqualTo(STALE_DEADLINE);
  }

  @Test
  void learningTheEndThatNoEventCarriesIsNoDrift() {
    drift(webhook(created("a", 0)));

    assertThat(kind(list(row(State.RUNNING, 0, 300), 10))).isNull();
  }

  @Test
  void timeOfPauseIsNoDeadline() {
    drift(webhook(created("a", 0)));
    drift(webhook(paused("a", 50, 0)));

    assertThat(kind(list(row(State.PAUSED, 0, 60), 70))).isNull();
  }

  @Test
  void listShowsOtherMetadata() {
    drift(list(row(State.RUNNING, 0, 300), 10));
    var known = row(State.RUNNING, 0, 300);
    var other =
        new SandboxRow(
            SANDBOX,
            known.state(),
            known.template(),
            Map.of("app", "another"),
            known.startedAt(),
            known.endAt(),
            known.size());

    assertThat(kind(list(other, 20))).isEqualTo(STALE_METADATA);
  }

  @Test
  void endOfOurOwnDoingIsNoDrift() {
    drift(list(row(State.RUNNING, 0, 300), 10));

    assertThat(kind(new ProvenGone(SANDBOX, at(20)))).isNull();
  }

  @Test
  void ageIsNeverNegative() {
    var drift = drift(list(row(State.RUNNING, 5, 300), 20));

    assertThat(drift).isNotNull();
    assertThat(drift.age()).isZero();
  }

  private @Nullable DriftKind kind(Observation observation) {
    var drift = drift(observation);
    return drift == null ? null : drift.kind();
  }

  private @Nullable Drift drift(Observation observation) {
    return inventory.apply(ACCOUNT, observation).drift();
  }

  private static Observation webhook(LifecycleEvent event) {
    return new Heard(event, Source.WEBHOOK, event.at());
  }

  private static Observation list(SandboxRow row, double asOf) {
    return new Seen(row, Source.LIST, at(asOf));
  }
}

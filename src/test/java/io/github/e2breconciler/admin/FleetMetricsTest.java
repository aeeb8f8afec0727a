package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.cost.Prices;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.Events;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FleetMetricsTest {

  private static final AccountId ACCOUNT = new AccountId("default");

  private final FakeClock clock = new FakeClock();
  private final Inventory inventory = new Inventory(clock, clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FleetMetrics metrics =
      new FleetMetrics(
          inventory,
          new CostModel(new Prices(1_000_000, 0, Duration.ofHours(24))),
          Set.of(ACCOUNT),
          clock,
          meters);

  @Test
  void countsByStateAndSumsWhatRuns() {
    see(State.RUNNING);

    assertThat(metrics).isNotNull();
    assertThat(sandboxes("running")).isEqualTo(1);
    assertThat(sandboxes("paused")).isZero();
    assertThat(sandboxes("gone")).isZero();
    assertThat(sandboxes("unknown")).isZero();
    // two vCPU at a thousandth of a dollar a second
    assertThat(spend()).isEqualTo(7.2);
  }

  @Test
  void looksAtMostOnceASecond() {
    assertThat(sandboxes("running")).isZero();
    see(State.RUNNING);

    clock.advance(Duration.ofSeconds(1).minusNanos(1));
    assertThat(sandboxes("running")).isZero();

    clock.advance(Duration.ofNanos(1));
    assertThat(sandboxes("running")).isEqualTo(1);
  }

  @Test
  void paysNothingForWhatSleeps() {
    see(State.PAUSED);

    assertThat(sandboxes("paused")).isEqualTo(1);
    assertThat(spend()).isZero();
  }

  @Test
  void saysHowLongTheyRun() {
    see(State.RUNNING, "ione", 0);
    see(State.RUNNING, "itwo", 100);
    clock.advance(Duration.ofSeconds(160));

    assertThat(seconds("longest")).isEqualTo(160);
    assertThat(seconds("mean")).isEqualTo(110);
  }

  @Test
  void givesNoneWhereNothingRuns() {
    see(State.PAUSED);
    clock.advance(Duration.ofSeconds(160));

    assertThat(seconds("longest")).isZero();
    assertThat(seconds("mean")).isZero();
  }

  @Test
  void takesAStartInTheFutureForNow() {
    see(State.RUNNING, "ione", 5);

    assertThat(seconds("longest")).isZero();
  }

  @Test
  void looksAgainWhenTheClockWasSetBack() {
    assertThat(sandboxes("running")).isZero();
    see(State.RUNNING);

    clock.jump(Duration.ofHours(-1));

    assertThat(sandboxes("running")).isEqualTo(1);
  }

  private void see(State state) {
    see(state, Events.SANDBOX.value(), 0);
  }

  private void see(State state, String sandbox, double startedAt) {
    var like = Events.row(state, startedAt, startedAt + 3_600);
    var row =
        new SandboxRow(
            new SandboxId(sandbox),
            state,
            like.template(),
            like.metadata(),
            like.startedAt(),
            like.endAt(),
            like.size());
    inventory.apply(ACCOUNT, new Observation.Seen(row, Source.LIST, FakeClock.START));
  }

  private double seconds(String which) {
    return meters.get("e2b_reconciler.run." + which).gauge().value();
  }

  private double sandboxes(String state) {
    return meters.get("e2b_reconciler.sandboxes").tag("state", state).gauge().value();
  }

  private double spend() {
    return meters.get("e2b_reconciler.spend.dollars.per.hour").gauge().value();
  }
}

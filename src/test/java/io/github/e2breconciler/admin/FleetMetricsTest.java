package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.cost.CostModel;
import io.github.e2breconciler.cost.Prices;
import io.github.e2breconciler.inventory.Inventory;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Observation;
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
          clock::read,
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

  private void see(State state) {
    inventory.apply(
        ACCOUNT, new Observation.Seen(Events.row(state, 0, 60), Source.LIST, FakeClock.START));
  }

  private double sandboxes(String state) {
    return meters.get("e2b_reconciler.sandboxes").tag("state", state).gauge().value();
  }

  private double spend() {
    return meters.get("e2b_reconciler.spend.dollars.per.hour").gauge().value();
  }
}

package io.github.e2breconciler.inventory;

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
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InventoryTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final AccountId OTHER = new AccountId("other");
  private static final SandboxKey KEY = new SandboxKey(ACCOUNT, SANDBOX);

  private final FakeClock clock = new FakeClock();
  private final Inventory inventory = new Inventory(clock, clock);

  @Test
  void remembersWhyItWasKilled() {
    apply(created("a", 0));
    assertThat(inventory.killReason(KEY)).isNull();
    apply(paused("a", 10, 0));
    assertThat(inventory.killReason(KEY)).isNull();
    apply(killed("b", 20, 15));
    assertThat(inventory.killReason(KEY)).isEqualTo("timeout");

    var belief = inventory.belief(KEY);
    assertThat(belief).isNotNull();
    assertThat(BeliefCodec.decode(KEY, BeliefCodec.encode(belief))).isEqualTo(belief);
  }

  @Test
  void livingNeverExpires() {
    apply(created("a", 0));
    clock.advance(Duration.ofDays(3_650));

    assertThat(inventory.find(KEY)).isNotNull();
    assertThat(inventory.living(ACCOUNT)).hasSize(1);
  }

  @Test
  void pausedNeverExpires() {
    apply(created("a", 0));
    apply(paused("a", 10, 0));
    clock.advance(Duration.ofDays(3_650));

    assertThat(inventory.living(ACCOUNT)).hasSize(1);
  }

  @Test
  void tombstoneExpiresByTicker() {
    apply(created("a", 0));
    apply(killed("a", 10, 0));
    clock.advance(Inventory.TOMBSTONES.minusNanos(1));
    assertThat(inventory.find(KEY)).isNotNull();

    clock.advance(Duration.ofNanos(1));
    assertThat(inventory.find(KEY)).isNull();
    assertThat(inventory.living(ACCOUNT)).isEmpty();
  }

  @Test
  void tombstoneDoesNotExpireByClockThatIsSet() {
    apply(killed("a", 10, 0));
    clock.jump(Duration.ofDays(365));

    assertThat(inventory.find(KEY)).isNotNull();
  }

  @Test
  void holdsNobodyGoneInAnotherAccount() {
    apply(created("a", 0));
    inventory.apply(OTHER, new Observation.Seen(row(State.RUNNING, 0, 300), Source.LIST, at(1)));
    apply(killed("a", 10, 0));

    assertThat(inventory.living(ACCOUNT)).isEmpty();
    assertThat(inventory.living(OTHER)).hasSize(1);
    assertThat(inventory.all()).hasSize(2);
  }

  @Test
  void suspectsEventOfWhatItDoesNotKnow() {
    assertThat(apply(paused("a", 10, 0)).suspect()).isNotNull();
  }

  @Test
  void suspectsNoBirth() {
    assertThat(apply(created("a", 0)).suspect()).isNull();
  }

  @Test
  void suspectsLifeOfWhatItHoldsGone() {
    apply(created("a", 0));
    assertThat(apply(killed("a", 10, 0)).ended()).isTrue();

    assertThat(apply(created("b", 20)).suspect()).isNotNull();
  }

  @Test
  void marksWhatChanged() {
    apply(created("a", 0));

    assertThat(inventory.takeDirty()).containsExactly(KEY);
    assertThat(inventory.takeDirty()).isEmpty();
  }

  @Test
  void marksNoRowThatSaysWhatIsKnown() {
    see(State.RUNNING, 300, 1);
    inventory.takeDirty();

    see(State.RUNNING, 300, 600);
    assertThat(inventory.takeDirty()).isEmpty();
    assertThat(inventory.find(KEY)).isNotNull().extracting("observedAt").isEqualTo(at(600));
  }

  @Test
  void marksRowThatSaysSomethingElse() {
    see(State.RUNNING, 300, 1);
    inventory.takeDirty();

    see(State.RUNNING, 301, 2);
    assertThat(inventory.takeDirty()).containsExactly(KEY);
    see(State.PAUSED, 301, 3);
    assertThat(inventory.takeDirty()).containsExactly(KEY);
  }

  @Test
  void marksWhatRowEndsOfAnAbsence() {
    see(State.RUNNING, 300, 1);
    inventory.apply(ACCOUNT, new Observation.Absent(SANDBOX, at(2)));
    inventory.takeDirty();

    see(State.RUNNING, 300, 3);
    assertThat(inventory.takeDirty()).containsExactly(KEY);
  }

  private void see(State state, int endAt, int asOf) {
    inventory.apply(ACCOUNT, new Observation.Seen(row(state, 0, endAt), Source.LIST, at(asOf)));
  }

  private Change apply(LifecycleEvent event) {
    return inventory.apply(ACCOUNT, new Observation.Heard(event, Source.WEBHOOK, clock.instant()));
  }
}

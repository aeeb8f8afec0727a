package io.github.e2breconciler.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.LivingFleet;
import org.junit.jupiter.api.Test;

/** What a sandbox takes in memory, counted over many. */
final class InventoryMemoryTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final int SANDBOXES = 10_000;

  private final FakeClock clock = new FakeClock();

  @Test
  void holdsSandboxInSixHundredBytes() {
    var before = LivingFleet.heapInUse();
    var inventory = new Inventory(clock, clock);
    for (var i = 0; i < SANDBOXES; i++) {
      LivingFleet.observations(i).forEach(it -> inventory.apply(ACCOUNT, it));
    }
    assertThat(inventory.takeDirty()).hasSize(SANDBOXES);

    assertThat(bytesEach(before)).isLessThanOrEqualTo(LivingFleet.BYTES_EACH);
    assertThat(inventory.living(ACCOUNT)).hasSize(SANDBOXES);
  }

  @Test
  void holdsRememberedSandboxInSixHundredBytesToo() {
    var before = LivingFleet.heapInUse();
    var inventory = new Inventory(clock, clock);
    for (var i = 0; i < SANDBOXES; i++) {
      inventory.restore(remembered(i));
    }

    assertThat(bytesEach(before)).isLessThanOrEqualTo(LivingFleet.BYTES_EACH);
    assertThat(inventory.living(ACCOUNT)).hasSize(SANDBOXES);
  }

  /** As the store gives it back, nothing of it shared with any other. */
  private static Belief remembered(long number) {
    var observations = LivingFleet.observations(number);
    var id = new SandboxId(observations.getFirst().sandbox().value());
    var key = new SandboxKey(new AccountId(String.valueOf("default".toCharArray())), id);
    var belief = Belief.blank(key);
    for (var observation : observations) {
      belief = Merge.merge(belief, observation);
    }
    return BeliefCodec.decode(key, BeliefCodec.encode(belief));
  }

  private static long bytesEach(long before) {
    return (LivingFleet.heapInUse() - before) / SANDBOXES;
  }
}

package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.sandbox.SandboxId;
import org.junit.jupiter.api.Test;

final class RollTest {

  private final Roll roll = new Roll();

  @Test
  void knowsWhatWasAddedAndNothingElse() {
    for (var i = 0; i < 100_000; i++) {
      assertThat(roll.add(new SandboxId("i" + i))).isTrue();
    }

    assertThat(roll.size()).isEqualTo(100_000);
    for (var i = 0; i < 100_000; i++) {
      assertThat(roll.contains(new SandboxId("i" + i))).isTrue();
      assertThat(roll.contains(new SandboxId("j" + i))).isFalse();
    }
  }

  @Test
  void addsEachOnce() {
    roll.add(new SandboxId("i1"));

    assertThat(roll.add(new SandboxId("i1"))).isFalse();
    assertThat(roll.size()).isOne();
  }
}

package io.github.e2breconciler.cli;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FreezeLifterTest {

  private final ReapWorld world = new ReapWorld();
  private final List<String> told = new ArrayList<>();
  private Set<String> lasting = Set.of();
  private final FreezeLifter lifter = new FreezeLifter(world.freezes(), () -> lasting, told::add);

  @Test
  void liftsAFreezeAfterALookAndSaysSo() {
    world.freezes().freeze(ACCOUNT, "the list shrank", Freezes.SHRINK);

    steps(0, 9);
    assertThat(world.freezes().all()).hasSize(1);

    steps(10, 10);
    assertThat(world.freezes().all()).isEmpty();
    assertThat(lifter.lifted()).isOne();
    assertThat(told)
        .containsExactly(
            "0 s: frozen by shrink: the list shrank", "10 s: lifted, its fault is over");
  }

  @Test
  void waitsUntilNoFaultLastsAnyMore() {
    world.freezes().freeze(ACCOUNT, "the list shrank", Freezes.SHRINK);
    lasting = Set.of("feed-absent");
    steps(0, 30);
    lasting = Set.of();

    steps(31, 39);
    assertThat(world.freezes().all()).hasSize(1);
    steps(40, 40);
    assertThat(world.freezes().all()).isEmpty();
  }

  private void steps(int first, int last) {
    for (var second = first; second <= last; second++) {
      lifter.step(Duration.ofSeconds(second));
    }
  }
}

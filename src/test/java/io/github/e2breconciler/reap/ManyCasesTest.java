package io.github.e2breconciler.reap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand cases that nobody may end cost a pass no look at the store each. */
final class ManyCasesTest {

  private final ReapWorld world = new ReapWorld();

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"OBSERVE", "KILL"})
  void readsTheStoreAsOftenForManyPendingAsForOne(Action mode) {
    var one = readsOfAPass(mode, 1, new ReapWorld());
    var many = readsOfAPass(mode, 1_000, world);

    assertThat(many).isEqualTo(one);
  }

  private static double readsOfAPass(Action mode, int pending, ReapWorld world) {
    world.mode(mode);
    world.freezes().freeze(null, "stop", Freezes.HUMAN);
    world.advance(Duration.ofSeconds(1));
    world.born(pending);
    world.due();
    assertThat(world.cases().open()).hasSize(pending);
    var before = reads(world);

    assertThat(world.reaper().act(world.standing(), Ticket.ORDINARY)).hasSize(pending);
    world.reaper().judge(world.standing());
    world.verify();
    return reads(world) - before;
  }

  private static double reads(ReapWorld world) {
    return world.meters().get("e2b_reconciler.store.reads").counter().count();
  }
}

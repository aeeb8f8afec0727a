package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.ReapWorld;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CapTallyTest {

  private final ReapWorld world = new ReapWorld().condemned();
  private final CapTally tally = world.store().read(tx -> CapTally.of(tx, ACCOUNT, 0, 0));

  @Test
  void countsACaseOnceFromItsFirstIntent() {
    assertThat(tally.counted(world.subject())).isFalse();

    tally.begun(world.subject(), null);
    tally.begun(world.subject(), null);

    assertThat(tally.counted(world.subject())).isTrue();
    assertThat(tally.withinHour(List.of())).isOne();
    assertThat(tally.withinDay(List.of())).isOne();
    assertThat(tally.plan(world.subject())).isNull();
  }

  @Test
  void usesUpNothingForWhatAHumanApproved() {
    tally.begun(world.subject(), "plan-1");
    tally.begun(world.subject(), null);

    assertThat(tally.withinHour(List.of())).isZero();
    assertThat(tally.withinDay(List.of())).isZero();
    assertThat(tally.plan(world.subject())).isEqualTo("plan-1");
  }

  @Test
  void knowsWhatBeganBefore() {
    world.pass();

    var later = world.store().read(tx -> CapTally.of(tx, ACCOUNT, 0, 0));

    assertThat(later.counted(world.subject())).isTrue();
    assertThat(later.withinHour(List.of())).isOne();
    assertThat(later.withinDay(List.of())).isOne();
  }
}

package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.reconcile.LargeFleet.Telling;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks of 10,000 sandboxes, of which some thirty end, and as many are born, during each. */
final class ChurnTest {

  private static final int SIZE = 10_000;

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final AccountWatch watch = mirrored.watch(Mirrored.KEY);

  @ParameterizedTest
  @EnumSource
  void soundWalkIsCompleteHoweverManyEndMeanwhile(Telling telling) {
    if (telling == Telling.NOT_AT_ALL) {
      world.api().feedTrouble(E2bException.Kind.UNSUPPORTED);
    }
    var _ = new LargeFleet(world, mirrored, telling, SIZE);
    var _ = watch.resync();
    for (var i = 0; i < 3; i++) {
      world.advance(Duration.ofSeconds(15));

      assertThat(watch.resync())
          .satisfies(result -> assertThat(result.reason()).isEmpty())
          .satisfies(result -> assertThat(result.seen()).isBetween(SIZE - 60, SIZE));
    }
    assertThat(world.api().sent("read")).isLessThan(telling == Telling.NOT_AT_ALL ? 200 : 30);
    assertThat(world.freezes().all()).isEmpty();
  }

  @Test
  void walkThatLeavesOneOutIsIncompleteAmongAllThatEnd() {
    var fleet = new LargeFleet(world, mirrored, Telling.BY_WEBHOOK, SIZE);
    var _ = watch.resync();
    fleet.hide(fleet.rows().get(5_000).sandbox());
    fleet.hide(fleet.rows().get(6_000).sandbox());
    world.advance(Duration.ofSeconds(15));

    assertThat(watch.resync().complete()).isFalse();
    assertThat(world.inventory().living(ACCOUNT).count()).isGreaterThan(SIZE - 60);
  }
}

package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

  private static final Duration DETECTION = Duration.ofSeconds(15);
  private static final Duration AGAIN = DETECTION.multipliedBy(4);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final Deadlines deadlines =
      new Deadlines(mirrored.standing, mirrored.mirrors(), world.clock(), new Intervals(DETECTION));

  @Test
  void readsNothingBeforeGraceIsOver() {
    pastEnd(1, Deadlines.GRACE);

    assertThat(deadlines.step(List.of())).isFalse();
    assertThat(world.api().sent("read")).isZero();
  }

  @Test
  void readsWhatHasNotEndedInTime() {
    pastEnd(1, Deadlines.GRACE.plusMillis(1));
    deadlines.step(List.of());
    deadlines.step(List.of());
    assertThat(world.api().sent("read")).isOne();

    world.advance(AGAIN);
    deadlines.step(List.of());
    assertThat(world.api().sent("read")).isEqualTo(2);
  }

  @Test
  void asksForWalkWhereReadFindsNothing() {
    pastEnd(1, Deadlines.GRACE.plusMillis(1));
    world.api().remove(SANDBOX);

    assertThat(deadlines.step(List.of())).isTrue();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void asksForWalkWhereManyAreDue() {
    pastEnd(Deadlines.MANY + 1, Deadlines.GRACE.plusMillis(1));

    assertThat(deadlines.step(List.of())).isTrue();
    assertThat(world.api().sent("read")).isZero();
  }

  @Test
  void readsTenOneByOne() {
    pastEnd(Deadlines.MANY, Deadlines.GRACE.plusMillis(1));

    assertThat(deadlines.step(List.of())).isFalse();
    assertThat(world.api().sent("read")).isEqualTo(Deadlines.MANY);
  }

  @Test
  void readsOnceAnIntervalHoweverOftenItIsDoubted() {
    world.born(SANDBOX);
    for (var i = 0; i < 100; i++) {
      deadlines.step(List.of(ReapWorld.KEY, ReapWorld.KEY));
    }
    assertThat(world.api().sent("read")).isOne();

    world.advance(DETECTION);
    deadlines.step(List.of());
    assertThat(world.api().sent("read")).isEqualTo(2); // for what was doubted since
    world.advance(DETECTION);
    deadlines.step(List.of());
    assertThat(world.api().sent("read")).isEqualTo(2);
  }

  @Test
  void readsSuspectsAtOnce() {
    world.born(SANDBOX);

    assertThat(deadlines.step(List.of(ReapWorld.KEY))).isFalse();
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
  }

  @Test
  void asksForWalkWhereSuspectCannotBeRead() {
    world.born(SANDBOX);
    world
        .api()
        .nextRead(_ -> {
          throw new E2bException(E2bException.Kind.TIMEOUT, "slow");
        });

    assertThat(deadlines.step(List.of(ReapWorld.KEY))).isTrue();
  }

  @Test
  void callsOverdueUntilItIsExtended() {
    pastEnd(1, Duration.ofSeconds(10));
    deadlines.step(List.of());
    deadlines.step(List.of());
    assertThat(mirrored.open(DriftKind.OVERDUE)).containsExactly(ReapWorld.KEY);

    var row = world.api().row(SANDBOX);
    world.advance(Duration.ofSeconds(1));
    world.see(
        new SandboxRow(
            SANDBOX,
            State.RUNNING,
            row.template(),
            row.metadata(),
            row.startedAt(),
            world.clock().instant().plusSeconds(600),
            row.size()));
    deadlines.step(List.of());
    assertThat(mirrored.open(DriftKind.OVERDUE)).isEmpty();
  }

  private void pastEnd(int count, Duration by) {
    world.born(count);
    world.walk();
    world.advance(ReapWorld.LIFE.plus(by));
  }
}

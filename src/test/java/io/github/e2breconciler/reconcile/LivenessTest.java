package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.KEY;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LivenessTest {

  private static final Duration AGAIN = Duration.ofMinutes(3);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final Liveness liveness = liveness(new Scope(Map.of("app", "test")));

  @Test
  void tellsOfGhostAndBelievesItNotDead() {
    fleet(1);
    world.api().crash(SANDBOX);
    liveness.step();

    assertThat(mirrored.open(DriftKind.GHOST)).containsExactly(KEY);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(world.api().destructive()).isZero();
  }

  @Test
  void ghostThatIsGoneIsNoneAnyMore() {
    fleet(1);
    world.api().crash(SANDBOX);
    liveness.step();
    mirrored.heard(Mirrored.killed(SANDBOX, world.clock().instant()), Source.WEBHOOK);
    liveness.step();

    assertThat(mirrored.open(DriftKind.GHOST)).isEmpty();
  }

  @Test
  void whatEndedMeanwhileIsNoGhost() {
    fleet(1);
    world.api().remove(SANDBOX);
    liveness.step();

    assertThat(mirrored.open(DriftKind.GHOST)).isEmpty();
    assertThat(world.api().sent("read")).isOne();
  }

  @Test
  void whatLivesIsAskedOnceAnInterval() {
    fleet(1);
    liveness.step();
    world.advance(AGAIN.minusNanos(1));
    liveness.step();
    assertThat(world.api().sent("probe")).isOne();
    world.advance(Duration.ofNanos(1));
    liveness.step();

    assertThat(world.api().sent("probe")).isEqualTo(2);
    assertThat(mirrored.open(DriftKind.GHOST)).isEmpty();
  }

  @Test
  void neverAsksWhoseLifeItWouldExtend() {
    fleet(1);
    world.advance(ReapWorld.LIFE.minus(Liveness.LEFT));
    liveness.step();

    assertThat(world.api().sent("probe")).isZero();
  }

  @Test
  void neverAsksOutsideTheScope() {
    fleet(1);
    liveness(new Scope(Map.of("app", "another"))).step();
    liveness(new Scope(Map.of())).step();

    assertThat(world.api().sent("probe")).isZero();
  }

  @Test
  void asksFewAtOnceAndEachInTurn() {
    fleet(12);
    for (var i = 0; i < 3; i++) {
      liveness.step();
      world.advance(Duration.ofSeconds(15));
    }

    assertThat(world.api().sent("probe")).isEqualTo(12);
    assertThat(new HashSet<>(world.api().log())).hasSize(12);
  }

  private void fleet(int count) {
    for (var i = 1; i <= count; i++) {
      world.born(new SandboxId("isandbox" + i));
    }
    mirrored.resync().walk(true, Set.of());
    world.api().forgetLog();
  }

  private Liveness liveness(Scope scope) {
    return new Liveness(mirrored.standing, mirrored.mirrors(), scope, world.clock(), AGAIN);
  }
}

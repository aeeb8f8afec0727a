package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BirthsTest {

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final Births births =
      new Births(mirrored.standing, mirrored.mirrors(), world.clock(), INTERVAL);

  @Test
  void learnsEndAndSizeOfWhatWasBorn() {
    old(200);
    born("inew");
    births.step(false);

    assertThat(bare()).isZero();
    assertThat(world.api().log()).containsExactly("list since");
  }

  @Test
  void looksOnceAnInterval() {
    born("ione");
    births.step(false);
    born("itwo");
    births.step(false);
    assertThat(bare()).isOne();

    world.advance(INTERVAL);
    births.step(false);
    assertThat(bare()).isZero();
  }

  @Test
  void asksNothingWhereAllIsKnown() {
    births.step(false);
    born("ione");
    births.step(true);

    assertThat(world.api().log()).isEmpty();
  }

  @Test
  void readsAsManyPagesAsWereBorn() {
    for (var i = 0; i < 250; i++) {
      born("inew" + i);
    }
    births.step(false);

    assertThat(bare()).isZero();
    assertThat(world.api().sent("list since")).isEqualTo(3);
  }

  @Test
  void readsOnePageOfServerThatIgnoresTheFilter() {
    old(500);
    world.api().ignoreFilters();
    born("inew");
    births.step(false);

    assertThat(bare()).isZero();
    assertThat(world.api().sent("list")).isOne();
  }

  @Test
  void doesWithoutFilterWhereItIsRefused() {
    world.api().filterTrouble(E2bException.Kind.REFUSED);
    born("ione");
    births.step(false);
    assertThat(bare()).isZero();

    world.advance(INTERVAL);
    born("itwo");
    world.api().forgetLog();
    births.step(false);
    assertThat(world.api().log()).containsExactly("list");
  }

  /** Known before, and an hour older. */
  private void old(int count) {
    for (var i = 0; i < count; i++) {
      world.born(new SandboxId("iold" + i));
    }
    world.advance(Duration.ofHours(1));
  }

  private void born(String name) {
    var id = new SandboxId(name);
    world.born(id);
    mirrored.heard(Mirrored.created(id, world.clock().instant(), ""), Source.WEBHOOK);
  }

  private long bare() {
    return world.inventory().living(ACCOUNT).filter(each -> each.endAt() == null).count();
  }
}

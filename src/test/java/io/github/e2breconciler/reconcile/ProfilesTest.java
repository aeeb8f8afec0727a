package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kinds of E2B there are besides the hosted one, and how little of them can be proved. */
final class ProfilesTest {

  private static final Duration DETECTION = Mirrored.SETTINGS.detection();

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final AccountWatch watch = mirrored.watch(Mirrored.KEY);

  /** How servers that resemble E2B answer a list. */
  enum Clone {
    /** Each page is the first, and says that there is another. */
    IGNORES_TOKEN,
    /** Shows ended sandboxes too, in a state of its own. */
    IGNORES_STATE,
    /** Shows everything at once, without a total. */
    IGNORES_LIMIT
  }

  @Test
  void selfHostedIsWalkedEveryTwoDetections() {
    world.api().feedTrouble(E2bException.Kind.UNSUPPORTED);
    world.api().hooks().trouble(E2bException.Kind.UNSUPPORTED);
    fleet(200);
    watch.step();
    var since = Duration.ZERO;
    while (since.compareTo(Duration.ofHours(1)) < 0) {
      world.advance(DETECTION);
      since = since.plus(DETECTION);
      watch.step();
    }

    assertThat(world.api().sent("events")).isOne();
    assertThat(world.api().sent("list")).isBetween(75L, 121L);
  }

  @Test
  void selfHostedNoticesWhatWasBornAndEnded() {
    world.api().feedTrouble(E2bException.Kind.UNSUPPORTED);
    fleet(200);
    watch.step();
    world.advance(DETECTION.multipliedBy(4));
    watch.step();
    world.born(new SandboxId("inew"));
    world.api().remove(SANDBOX);
    for (var i = 0; i < 6; i++) { // a walk, the walk that confirms it, and the jitter of both
      world.advance(Duration.ofSeconds(10));
      watch.step();
    }

    assertThat(mirrored.state(new SandboxId("inew"))).isEqualTo(State.RUNNING);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.GONE);
  }

  @ParameterizedTest
  @EnumSource
  void cloneIsBelievedForWhatItShowsAndNeverForWhatItDoesNot(Clone clone) {
    fleet(120);
    watch.step();
    var walkedAt = watch.standing().lastWalkAt();
    world.api().remove(SANDBOX);
    world.born(new SandboxId("inew"));
    for (var i = 0; i < 60; i++) {
      world.advance(DETECTION);
      for (var page = 0; page < 4; page++) {
        world.api().nextList(_ -> page(clone));
      }
      watch.step();
    }

    assertThat(mirrored.state(new SandboxId("inew"))).isEqualTo(State.RUNNING);
    assertThat(mirrored.state(SANDBOX)).isEqualTo(State.RUNNING);
    assertThat(watch.standing().lastWalkAt()).isEqualTo(walkedAt);
    assertThat(walks("incomplete")).isPositive();
    assertThat(world.freezes().all()).isEmpty();
    assertThat(world.inventory().living(ACCOUNT).count()).isGreaterThanOrEqualTo(121);
  }

  private Page page(Clone clone) {
    var now = world.clock().instant();
    var all = world.api().rows();
    return switch (clone) {
      case IGNORES_TOKEN ->
          new Page(all.subList(all.size() - 100, all.size()), "again", null, 0, now);
      case IGNORES_STATE -> {
        var more = new ArrayList<>(all);
        more.add(dead(new SandboxId("ilongdead")));
        yield new Page(more, null, more.size(), 0, now);
      }
      case IGNORES_LIMIT -> new Page(all, null, null, 0, now);
    };
  }

  private SandboxRow dead(SandboxId id) {
    var now = world.clock().instant();
    return new SandboxRow(id, State.UNKNOWN, "base", ReapWorld.METADATA, now, now, null);
  }

  private double walks(String outcome) {
    return world.meters().get("e2b_reconciler.walks").tag("outcome", outcome).counter().count();
  }

  private void fleet(int count) {
    for (var i = 1; i <= count; i++) {
      var id = new SandboxId("isandbox" + i);
      world.born(id);
      world.api().resumeNow(id, world.clock().instant().plus(Duration.ofDays(30)));
    }
  }
}

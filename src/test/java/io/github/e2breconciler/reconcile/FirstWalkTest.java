package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.testing.FakeClock;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FirstWalkTest {

  private static final Duration WALKING = Duration.ofSeconds(40);

  private final ReapWorld world = new ReapWorld();

  @Test
  void isDoneOnce() {
    var standing = standing(ACCOUNT);
    var first = firstWalk(standing);
    assertThat(first.done()).isFalse();
    assertThat(standing.watchedSince()).isNull();

    world.advance(WALKING);
    first.walked();
    world.advance(WALKING);
    first.walked();

    assertThat(first.done()).isTrue();
    assertThat(standing.watchedSince()).isEqualTo(FakeClock.START);
  }

  @Test
  void isRemembered() {
    firstWalk(standing(ACCOUNT)).walked();
    world.advance(Duration.ofDays(1));
    var standing = standing(ACCOUNT);

    assertThat(firstWalk(standing).done()).isTrue();
    assertThat(standing.watchedSince()).isEqualTo(FakeClock.START);
  }

  /** Whoever uses what the new one has never had to tell us before. */
  @Test
  void isOfEachAccount() {
    firstWalk(standing(ACCOUNT)).walked();
    world.advance(Duration.ofDays(1));
    var standing = standing(new AccountId("added"));
    var first = firstWalk(standing);
    assertThat(first.done()).isFalse();

    first.walked();
    assertThat(standing.watchedSince()).isEqualTo(FakeClock.START.plus(Duration.ofDays(1)));
  }

  /** As one that boots in 1970, and is set right only after the first walk. */
  @Test
  void goesByClockOfE2b() {
    var wrong = Duration.ofDays(20_000);
    world.clock().jump(wrong.negated());
    world.api().skewMillis(wrong.toMillis());
    var standing = standing(ACCOUNT);
    world.advance(WALKING);
    firstWalk(standing).walked();

    assertThat(standing.watchedSince()).isEqualTo(FakeClock.START);
  }

  @Test
  void goesByTimeThatPassedWhereClockWasSetRightBeforeIt() {
    var wrong = Duration.ofDays(20_000);
    world.clock().jump(wrong.negated());
    var standing = standing(ACCOUNT);
    world.clock().jump(wrong);
    world.advance(WALKING);
    firstWalk(standing).walked();

    assertThat(standing.watchedSince()).isEqualTo(FakeClock.START);
  }

  private FirstWalk firstWalk(Standing standing) {
    return new FirstWalk(standing, world.store());
  }

  private Standing standing(AccountId account) {
    return new Standing(account, world.api(), world.clock(), world.clock()::read);
  }
}

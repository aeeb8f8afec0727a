package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.Lease;
import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Our clock is wrong for a while: by hours, or by decades. */
final class WrongClocksTest {

  private static final Duration TTL = Duration.ofMinutes(5);
  private static final LeaseKey OWNER = LeaseKey.owner(null, "somebody");

  private final ReapWorld world = new ReapWorld();
  private Hearing hearing = hearing();

  @Test
  void snoozeByASlowClockHoldsWhenItIsSetRight() {
    due();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(2), "mine");
    pass(Duration.ofMinutes(5));
    jump(Duration.ofHours(3));
    world.pass();

    assertThat(world.api().sent("pause")).isZero();
  }

  @Test
  void snoozeOutlivesAClockThatWasAhead() {
    due();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(2), "mine");
    pass(Duration.ofSeconds(3));
    jump(Duration.ofHours(3));
    world.store().prune(world.clock().instant());
    world.snoozes().forget(world.clock().instant().minus(Duration.ofDays(40)));
    jump(Duration.ofHours(-3));
    restart();
    pass(Duration.ofMinutes(3));
    world.pass();

    assertThat(world.api().sent("pause")).isZero();
  }

  @Test
  void snoozeIsNotLongerWhereTheStoreDidNotTakeIt() {
    due();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(2), "mine");
    var until = requireNonNull(world.snoozes().holding(ReapWorld.KEY)).until();
    world
        .store()
        .writeVoid(tx -> {
          world.snoozes().giveBack(tx, world.clock().instant(), Duration.ofHours(1));
          world.snoozes().takeBack();
        });

    assertThat(requireNonNull(world.snoozes().holding(ReapWorld.KEY)).until()).isEqualTo(until);
  }

  /** A machine without a battery, until it has asked for the time. */
  @Test
  void bootIn1970MakesNothingLastForDecades() {
    marked();
    world.leases().renew(List.of(OWNER), TTL, "test");
    var away = Duration.between(world.clock().instant(), Instant.EPOCH.plusSeconds(60));
    world.clock().jump(away);
    restart();
    hearing.step();
    jump(away.negated());

    var now = world.clock().instant();
    assertThat(lease().expiresAt()).isBeforeOrEqualTo(now.plus(LeaseBook.MAX_TTL));
    assertThat(world.subject().due()).isBefore(now.plus(Duration.ofDays(41)));
    restart(); // and so it is in the store
    assertThat(lease().expiresAt()).isBeforeOrEqualTo(now.plus(LeaseBook.MAX_TTL));
  }

  /** A deployment that was scaled to nothing in spring, and comes back in autumn. */
  @Test
  void halfAYearOfDowntimeTakesNothingOffQuarantineNorSnooze() {
    due();
    world.pass();
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.reaper().snooze(world.subject().id(), Duration.ofHours(2), "mine");
    hearing.step();
    var left = Duration.between(world.clock().instant(), world.subject().due());
    world.advance(Duration.ofDays(180));
    restart();
    hearing.step();
    world.store().prune(world.clock().instant());

    var now = world.clock().instant();
    assertThat(left).isPositive();
    assertThat(Duration.between(now, world.subject().due())).isEqualTo(left);
    assertThat(requireNonNull(world.snoozes().holding(ReapWorld.KEY)).until())
        .isEqualTo(now.plus(Duration.ofHours(2)).toEpochMilli());
    restart(); // and so it is in the store
    assertThat(Duration.between(now, world.subject().due())).isEqualTo(left);
    assertThat(world.snoozes().holding(ReapWorld.KEY)).isNotNull();
  }

  @Test
  void secondsInAnotherDecadeAreOverWithThem() {
    marked();
    world.reaper().snooze(world.subject().id(), Duration.ofHours(2), "mine");
    hearing.step();
    var away = Duration.ofDays(3_653);
    jump(away);
    world.leases().renew(List.of(OWNER), TTL, "test");
    jump(away.negated());
    pass(Duration.ofHours(1));
    var young = new SandboxId("iyoung");
    world.born(young);
    world.walk();

    var now = world.clock().instant();
    assertThat(lease().expiresAt()).isBeforeOrEqualTo(now.plus(LeaseBook.MAX_TTL));
    assertThat(world.subject().due()).isBefore(now.plus(Duration.ofDays(41)));
    assertThat(requireNonNull(world.snoozes().holding(ReapWorld.KEY)).until())
        .isLessThan(now.plus(Duration.ofDays(366)).toEpochMilli());
    var unclaimed =
        requireNonNull(world.inventory().find(new SandboxKey(ReapWorld.ACCOUNT, young)));
    assertThat(world.leases().stateOf(unclaimed, Duration.ZERO))
        .isEqualTo(new LeaseState.Never(Duration.ZERO));
  }

  /** The machine is suspended, or E2B slow, while a read shows that our pause holds. */
  @Test
  void quarantineBeginsWhenPauseIsSeen() {
    due();
    world.pass();
    world
        .api()
        .nextRead(sandbox -> {
          jump(Duration.ofHours(1));
          return world.api().readNow(sandbox);
        });
    world.verify();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
    world.pass();

    assertThat(world.api().sent("kill")).isZero();
  }

  /** Seed 18917: it slept on for ever as somebody else's, and no person was told. */
  @Test
  void pauseIsOfTheTimeOfOurRequestThoughTheClockWasSetSince() {
    due();
    pauseWithoutAnswer();
    world.pass();
    setForward(Duration.ofMinutes(7));
    world.verifyFor(Duration.ofSeconds(4));

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  @Test
  void pauseIsOfTheTimeOfOurRequestThoughTheClockWasSetAndWeStartedAnew() {
    due();
    pauseWithoutAnswer();
    world.pass();
    setForward(Duration.ofMinutes(7));
    restart();
    world.verifyFor(Duration.ofSeconds(4));

    assertThat(world.state()).isEqualTo(CaseState.ESCALATED);
  }

  /**
   * One that E2B confirmed is ours, so that what it paused is ended once its quarantine is over.
   */
  @Test
  void answeredPauseIsOursThoughTheClockWasSetSince() {
    due();
    world.pass();
    setForward(Duration.ofMinutes(-7));
    world.verifyFor(Duration.ofSeconds(4));

    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  @Test
  void silenceOfLeasesThatBeganByAFastClockIsSeen() {
    var keys =
        IntStream.range(0, 10)
            .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId("i" + i)))
            .toList();
    jump(Duration.ofHours(1));
    world.leases().renew(keys, TTL, "test");
    jump(Duration.ofHours(-1));
    world.leases().renew(keys, TTL, "test"); // they live on, and since the future
    pass(TTL);

    var now = world.clock().instant();
    assertThat(
            world.leases().voices().silence(ReapWorld.ACCOUNT, now.minusSeconds(90), now).expired())
        .isEqualTo(10);
  }

  private Hearing hearing() {
    var waiting = Hearing.Waiting.both(world.cases(), world.snoozes());
    return new Hearing(world.store(), world.leases(), waiting, world.clock(), world.clock()::read);
  }

  private Lease lease() {
    return requireNonNull(world.leases().find(OWNER));
  }

  private void restart() {
    world.restart();
    hearing = hearing();
  }

  private void pauseWithoutAnswer() {
    world
        .api()
        .nextPause(sandbox -> {
          world.api().pause(sandbox);
          throw new E2bException(E2bException.Kind.TIMEOUT, "pause");
        });
  }

  /** Ours, not E2B's. */
  private void setForward(Duration by) {
    world.clock().jump(by);
    world.api().skewMillis(-by.toMillis());
  }

  private void jump(Duration by) {
    world.clock().jump(by);
    hearing.step();
  }

  private void pass(Duration span) {
    hearing.step();
    for (var left = span; left.isPositive(); left = left.minusSeconds(1)) {
      world.advance(Duration.ofSeconds(1));
      hearing.step();
    }
  }

  private void marked() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    pass(ReapWorld.LIFE.plusMinutes(1));
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.MARKED);
  }

  private void due() {
    marked();
    pass(Duration.ofMinutes(5));
    world.walk();
    world.reaper().judge(world.standing());
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }
}

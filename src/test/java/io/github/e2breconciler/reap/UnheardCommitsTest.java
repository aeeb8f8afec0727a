package io.github.e2breconciler.reap;

import static io.github.e2breconciler.testing.ReapWorld.SANDBOX;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.lease.Hearing;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.store.Fault;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.testing.ReapWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit held, and the connection died before anybody was told: a failover of the database. */
final class UnheardCommitsTest {

  private final AtomicBoolean lost = new AtomicBoolean();

  @TempDir private Path folder;

  private ReapWorld world;
  private Hearing hearing;

  @SuppressWarnings("NullAway.Init") // set before each test
  UnheardCommitsTest() {}

  @BeforeEach
  void start() {
    world = ReapWorld.onDisk(folder.resolve("store.db"), new LostWord());
    hearing =
        new Hearing(
            world.store(),
            world.leases(),
            Hearing.Waiting.both(world.cases(), world.snoozes()),
            world.clock(),
            world.clock()::read);
    hearing.step();
  }

  @AfterEach
  void stop() {
    world.store().close();
  }

  private final class LostWord implements Fault {
    @Override
    public void beforeCommit() {}

    @Override
    public void afterCommit() {
      if (lost.getAndSet(false)) {
        throw new StoreException("the connection died", null);
      }
    }
  }

  @Test
  void whatWasReleasedIsNotPaused() {
    due();
    releaseUnheard();
    world.pass();

    assertThat(world.state()).isEqualTo(CaseState.MARKED); // anew, with a grace of its own
    assertThat(world.api().sent("pause")).isZero();
  }

  @Test
  void whatWasReleasedInQuarantineIsNotKilled() {
    paused();
    releaseUnheard();
    for (var i = 0; i < 12; i++) {
      pass(Duration.ofMinutes(1));
      world.pass();
    }

    assertThat(world.state()).isEqualTo(CaseState.RELEASED);
    assertThat(world.api().sent("kill")).isZero();
  }

  /** Nor may it be left to a pause that the verifier has done with. */
  @Test
  void verificationGoesOnFromWhatTheStoreHas() {
    paused(true);
    for (var i = 0; i < 12; i++) {
      pass(Duration.ofMinutes(1));
      world.walk();
      world.pass();
      world.verifyFor(Duration.ofSeconds(10));
    }

    assertThat(world.state()).isEqualTo(CaseState.KILLED);
  }

  @Test
  void quarantineKeepsWhatATickGaveBack() {
    paused();
    var left = Duration.between(world.clock().instant(), world.subject().due());
    var away = Duration.ofMinutes(9);
    world.advance(away);
    lost.set(true);
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    hearing.step();

    assertThat(left).isPositive();
    assertThat(requireNonNull(world.cases().open(ReapWorld.KEY)).due())
        .isAfterOrEqualTo(world.clock().instant().plus(left));
  }

  /** Who asked for longer was told that it failed, and the store took it. */
  @Test
  void snoozeKeepsWhatTheStoreTookWhereATickGivesBack() {
    due();
    var id = world.subject().id();
    world.reaper().snooze(id, Duration.ofHours(1), "mine");
    unheard(() -> world.reaper().snooze(id, Duration.ofHours(3), "mine for longer"));
    var asked = world.clock().instant().plus(Duration.ofHours(3));
    world.advance(Duration.ofMinutes(9));
    hearing.step();

    var snooze = world.store().read(tx -> world.snoozes().holding(tx, ReapWorld.KEY));
    assertThat(Instant.ofEpochMilli(requireNonNull(snooze).until()))
        .isAfterOrEqualTo(asked.truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofMinutes(9)));
  }

  /** One holder's promise, of which a tick gave time back, is not cut by another's shorter one. */
  @Test
  void leaseKeepsWhatATickGaveBack() {
    world.born(SANDBOX);
    world.walk();
    var owner = List.of(LeaseKey.owner(null, "job-42"));
    world.leases().renew(owner, Duration.ofMinutes(30), "one");
    pass(Duration.ofMinutes(25));
    world.advance(Duration.ofMinutes(20));
    lost.set(true);
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    hearing.step();
    world.leases().renew(owner, Duration.ofSeconds(5), "other");
    pass(Duration.ofSeconds(10));

    var belief = requireNonNull(world.inventory().find(ReapWorld.KEY));
    assertThat(world.leases().stateOf(belief, Duration.ZERO)).isInstanceOf(LeaseState.Live.class);
  }

  /** Who is told that a freeze was not lifted, and freezes once more, is frozen after a restart. */
  @Test
  void whatIsFrozenAfterAnUnheardLiftStaysFrozen() {
    world.freezes().freeze(ReapWorld.ACCOUNT, "stop", Freezes.HUMAN);
    unheard(() -> world.freezes().lift(ReapWorld.ACCOUNT, "looked at it"));
    world.freezes().freeze(ReapWorld.ACCOUNT, "stop all the same", Freezes.HUMAN);

    assertThat(storedFreezes()).hasSize(1);
  }

  /** It stops every request, so what lifts every latch must not pass it over. */
  @Test
  void freezeOfWhichNobodyHeardIsLiftedWithTheOthers() {
    unheard(() -> world.freezes().freeze(ReapWorld.ACCOUNT, "stop", Freezes.HUMAN));
    world.freezes().lift(null, "looked at it");

    assertThat(storedFreezes()).isEmpty();
  }

  private List<FreezeRow> storedFreezes() {
    return world.store().read(tx -> tx.freezes().all());
  }

  private void unheard(Runnable work) {
    lost.set(true);
    assertThatThrownBy(work::run).isInstanceOf(StoreException.class);
    world.store().check();
  }

  private void releaseUnheard() {
    var id = world.subject().id();
    unheard(() -> world.reaper().release(id, "mine"));
  }

  private void due() {
    world.advance(Duration.ofSeconds(1));
    world.born(SANDBOX);
    pass(ReapWorld.LIFE.plusMinutes(1));
    judge();
    pass(Duration.ofMinutes(5));
    judge();
    assertThat(world.state()).isEqualTo(CaseState.DUE);
  }

  private void judge() {
    world.walk();
    world.reaper().judge(world.standing());
  }

  private void paused() {
    paused(false);
  }

  private void paused(boolean unheard) {
    due();
    world.pass();
    lost.set(unheard);
    try {
      world.verifyFor(Duration.ofSeconds(4));
      assertThat(unheard).isFalse();
    } catch (StoreException _) {
      assertThat(unheard).isTrue();
      world.store().check();
    }
    hearing.step();
    assertThat(world.state()).isEqualTo(CaseState.PAUSED);
  }

  private void pass(Duration span) {
    for (var left = span; left.isPositive(); left = left.minusSeconds(2)) {
      world.advance(Duration.ofSeconds(2));
      hearing.step();
    }
  }
}

package io.github.e2breconciler.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.store.Tx;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time in which we could take no heartbeat does not run against a lease. */
final class HearingTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final SandboxId ID = new SandboxId("isandbox1");
  private static final LeaseKey KEY = LeaseKey.sandbox(null, ID);
  private static final Duration TTL = Duration.ofMinutes(1);
  private static final Duration LIMIT = Hearing.PERIOD.plus(Hearing.TOLERANCE);

  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean storeFails;
  private final Store store =
      Store.open(
          new StoreSettings("jdbc:sqlite::memory:"),
          clock,
          meters,
          () -> {
            if (storeFails) {
              throw new IllegalStateException("the disk is full");
            }
          });
  private LeaseBook leases = new LeaseBook(store, clock, "owner", meters);
  private Hearing hearing = new Hearing(store, leases, new NothingElse(), clock, clock::read);

  @BeforeEach
  void hearHeartbeat() {
    leases.load();
    hearing.step();
    leases.renew(List.of(KEY), TTL, "me");
  }

  @Test
  void takesNothingOffWhileTicking() {
    tick(29);

    assertExpiresAt(FakeClock.START.plus(TTL));
  }

  @Test
  void toleratesJitterUpToItsLimit() {
    clock.advance(LIMIT);
    hearing.step();

    assertExpiresAt(FakeClock.START.plus(TTL));
  }

  @Test
  void givesBackAllOfWhatIsPastTheLimit() {
    clock.advance(LIMIT.plusMillis(1));
    hearing.step();

    assertExpiresAt(FakeClock.START.plus(TTL).plus(LIMIT).plusMillis(1));
  }

  @Test
  void givesBackHourThatWeWereDown() {
    clock.advance(Duration.ofHours(1));
    restart();

    assertExpiresAt(FakeClock.START.plus(TTL).plus(Duration.ofHours(1)));
    assertThat(state()).isInstanceOf(LeaseState.Live.class);
  }

  @Test
  void givesBackEveryShortWhileOfRestartAfterRestart() {
    for (var i = 0; i < 100; i++) {
      clock.advance(Hearing.PERIOD);
      restart();
    }

    assertExpiresAt(FakeClock.START.plus(TTL).plus(Hearing.PERIOD.multipliedBy(100)));
    assertThat(state()).isInstanceOf(LeaseState.Live.class);
  }

  @Test
  void givesBackOnlyWhatCameAfterTheHeartbeatThatWasHeard() {
    clock.advance(Duration.ofMinutes(10)); // set forward, with a heartbeat before the next tick
    leases.renew(List.of(KEY), TTL, "me");
    clock.advance(Duration.ofSeconds(1));
    hearing.step();

    assertExpiresAt(clock.instant().plus(TTL));
  }

  @Test
  void givesBackThoughTheFirstWriteByAClockSetBackFailed() {
    clock.advance(Duration.ofMinutes(10));
    hearing.step();
    clock.jump(Duration.ofMinutes(-10));
    storeFails = true;
    assertThatThrownBy(() -> leases.renew(List.of(KEY), TTL, "me"))
        .isInstanceOf(StoreException.class);
    storeFails = false;
    clock.advance(Duration.ofSeconds(1));
    leases.renew(List.of(KEY), TTL, "me");
    clock.advance(Duration.ofHours(1));
    restart();

    assertExpiresAt(clock.instant().plus(TTL));
  }

  @Test
  void givesNothingBackToWhatWasEndedDeliberately() {
    clock.advance(Duration.ofSeconds(1));
    leases.end(KEY);
    clock.advance(Duration.ofHours(1));
    restart();

    assertExpiresAt(FakeClock.START.plusSeconds(1));
    assertThat(requireNonNull(leases.find(KEY)).endedDeliberately()).isTrue();
  }

  @Test
  void givesAllBackWhereHeartbeatHasTheTimeOfOurPause() {
    var pausedAt = FakeClock.START.plusSeconds(30);
    store.write(tx -> leases.pausing(tx, sandbox(), pausedAt)); // and the clock was set back
    clock.advance(Duration.ofSeconds(1));
    leases.renew(List.of(KEY), TTL, "me");
    clock.advance(Duration.ofHours(1));
    hearing.step();

    assertExpiresAt(clock.instant().plus(TTL).plusSeconds(1));
  }

  @Test
  void givesNothingBackToWhatHadExpiredBefore() {
    tick(31);
    clock.advance(Duration.ofHours(1));
    restart();

    assertThat(state()).isEqualTo(new LeaseState.Expired(FakeClock.START.plus(TTL)));
  }

  @Test
  void givesBackTimeInWhichStoreFailedOnce() {
    storeFails = true;
    for (var i = 0; i < 100; i++) {
      clock.advance(Hearing.PERIOD);
      assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    }
    storeFails = false;
    hearing.step();

    assertExpiresAt(FakeClock.START.plus(TTL).plus(Hearing.PERIOD.multipliedBy(100)));
  }

  @Test
  void nothingExpiresWhileStoreFails() {
    storeFails = true;
    for (var i = 0; i < 100; i++) {
      clock.advance(Hearing.PERIOD);
      assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
      assertThat(state()).isInstanceOf(LeaseState.Live.class);
    }
  }

  @Test
  void nothingExpiresBetweenWakingUpAndTheFirstTick() {
    clock.jump(Duration.ofHours(1));

    assertThat(state()).isInstanceOf(LeaseState.Live.class);
    assertThat(stored()).isInstanceOf(LeaseState.Live.class);
    assertThat(leases.voices().silence(ACCOUNT, FakeClock.START, clock.instant()))
        .isEqualTo(new Silence(1, Set.of()));
  }

  @Test
  void givesBackWhatClockWasSetForward() {
    clock.jump(Duration.ofMinutes(10));
    hearing.step();

    assertExpiresAt(FakeClock.START.plus(TTL).plus(Duration.ofMinutes(10)));
  }

  @Test
  void givesNothingBackWhenClockIsSetBack() {
    clock.jump(Duration.ofMinutes(-10));
    hearing.step();
    assertExpiresAt(FakeClock.START.plus(TTL));

    clock.advance(Hearing.PERIOD);
    hearing.step();
    assertExpiresAt(FakeClock.START.plus(TTL));
  }

  /** Whoever uses it may have tried to say so. */
  @Test
  void tellsOfWhatNobodyClaimedForHowLongNobodyCould() {
    var down = Duration.ofHours(1);
    clock.advance(down);
    restart();
    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(down));

    clock.advance(Hearing.PERIOD);
    hearing.step();
    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(down));

    clock.advance(down);
    restart();
    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(down.plus(down)));
  }

  /** While we were down: nobody knows for how long. */
  @Test
  void countsNothingAgainstWhatNobodyClaimedBeforeClockWasSetBack() {
    tick(30);
    clock.advance(Duration.ofSeconds(30));
    clock.jump(Duration.ofSeconds(-50));
    restart();

    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(Duration.ofSeconds(40)));
  }

  @Test
  void tellsOfWhatNobodyClaimedOnlyWhatTheStoreTook() {
    var stalled = Duration.ofMinutes(1);
    clock.advance(stalled);
    storeFails = true;
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(Duration.ZERO));

    storeFails = false;
    hearing.step();
    assertThat(unclaimed()).isEqualTo(new LeaseState.Never(stalled));
  }

  @Test
  void keepsRenewalThatCameWhileStoreFailed() {
    clock.advance(Duration.ofSeconds(10));
    storeFails = true;
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    storeFails = false;
    leases.renew(List.of(KEY), Duration.ofHours(1), "me");

    assertExpiresAt(clock.instant().plus(Duration.ofHours(1)));
  }

  /** Given and over by a clock that was minutes behind, for a run that began by E2B's. */
  @Test
  void leaseOfASlowClockIsOfTheRunThatItWasGivenFor() {
    var behind = Duration.ofMinutes(10);
    var startedAt = clock.instant().plusSeconds(1);
    clock.jump(behind.negated());
    clock.advance(Duration.ofSeconds(2));
    leases.renew(List.of(KEY), TTL, "me");
    var until = clock.instant().plus(TTL).plus(behind);
    tick(60);
    clock.jump(behind);
    hearing.step();

    assertExpiresAt(until);
    assertThat(leases.stateOf(sandbox(ID, startedAt), Duration.ZERO))
        .isEqualTo(new LeaseState.Expired(until));
    restart();
    assertExpiresAt(until);
  }

  /** Given and over by a clock that was behind, and was set right while nobody ran. */
  @Test
  void leaseOfASlowClockThatWasSetRightMeanwhileMayBeOfThisRun() {
    var behind = Duration.ofMinutes(10);
    var startedAt = clock.instant().plusSeconds(1);
    clock.jump(behind.negated());
    clock.advance(Duration.ofSeconds(2));
    leases.renew(List.of(KEY), TTL, "me");
    tick(60);
    clock.jump(behind);
    restart();

    for (var i = 0; i < 2; i++) {
      assertThat(leases.stateOf(sandbox(ID, startedAt), Duration.ZERO))
          .isInstanceOf(LeaseState.Unknown.class);
      assertThat(leases.stateOf(sandbox(ID, clock.instant()), Duration.ZERO))
          .isInstanceOf(LeaseState.Never.class);
      restart();
    }
  }

  /** A store that takes nothing for a while is no restart. */
  @Test
  void leaseOfASlowClockIsDoubtedByNobodyWhoLooked() {
    clock.jump(Duration.ofMinutes(-10));
    leases.renew(List.of(KEY), TTL, "me");
    tick(60);
    var since = requireNonNull(leases.find(KEY)).since();
    storeFails = true;
    clock.advance(Duration.ofMinutes(30));
    assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    storeFails = false;
    hearing.step();

    assertThat(requireNonNull(leases.find(KEY)).since()).isEqualTo(since);
  }

  /** Being deaf sets no clock right. */
  @Test
  void leaseOfASlowClockIsNotMovedWhileItIsSlow() {
    clock.jump(Duration.ofMinutes(-10));
    leases.renew(List.of(KEY), TTL, "me");
    var until = clock.instant().plus(TTL);
    tick(60);
    storeFails = true;
    for (var i = 0; i < 10; i++) {
      clock.advance(Hearing.PERIOD);
      assertThatThrownBy(hearing::step).isInstanceOf(StoreException.class);
    }
    storeFails = false;
    hearing.step();

    assertExpiresAt(until);
  }

  /** It was not behind before: what was over stays so. */
  @Test
  void leaseThatWasOverIsNotMovedByAClockSetForward() {
    tick(60);
    clock.jump(Duration.ofMinutes(10));
    hearing.step();

    assertExpiresAt(FakeClock.START.plus(TTL));
  }

  /** Put straight by a moment, then asleep: a lease of an earlier run says nothing of this one. */
  @Test
  void leaseThatWasOverIsNotMovedWhereClockWasHardlyBehind() {
    clock.jump(Duration.ofMillis(-10));
    leases.renew(List.of(KEY), TTL, "me");
    var until = clock.instant().plus(TTL);
    tick(60);
    var startedAt = clock.instant();
    clock.jump(Duration.ofHours(1));
    hearing.step();

    assertExpiresAt(until);
    assertThat(leases.stateOf(sandbox(ID, startedAt), Duration.ZERO))
        .isInstanceOf(LeaseState.Never.class);
  }

  /** The same with a restart, after which nobody would ever know. */
  @Test
  void leaseThatWasOverIsNotDoubtedWhereClockWasHardlyBehind() {
    clock.jump(Duration.ofMillis(-10));
    leases.renew(List.of(KEY), TTL, "me");
    tick(60);
    var startedAt = clock.instant();
    clock.advance(Duration.ofHours(1));
    restart();

    assertThat(leases.stateOf(sandbox(ID, startedAt), Duration.ZERO))
        .isInstanceOf(LeaseState.Never.class);
  }

  private void tick(int times) {
    for (var i = 0; i < times; i++) {
      clock.advance(Hearing.PERIOD);
      hearing.step();
    }
  }

  private void restart() {
    leases = new LeaseBook(store, clock, "owner", meters);
    leases.load();
    hearing = new Hearing(store, leases, new NothingElse(), clock, clock::read);
    hearing.step();
  }

  private void assertExpiresAt(Instant expected) {
    assertThat(leases.find(KEY))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.expiresAt()).isEqualTo(expected));
    var row = store.read(tx -> tx.leases().find("sandbox", "", ID.value()));
    assertThat(row).isNotNull();
    assertThat(Instant.ofEpochMilli(row.expiresAt())).isEqualTo(expected);
  }

  private LeaseState state() {
    return leases.stateOf(sandbox(), Duration.ZERO);
  }

  private LeaseState stored() {
    return store.read(tx -> leases.stateOf(tx, sandbox(), Duration.ZERO));
  }

  private LeaseState unclaimed() {
    return leases.stateOf(sandbox(new SandboxId("iunclaimed")), Duration.ZERO);
  }

  private static Sandbox sandbox() {
    return sandbox(ID);
  }

  private static Sandbox sandbox(SandboxId id) {
    return sandbox(id, FakeClock.START);
  }

  private static Sandbox sandbox(SandboxId id, Instant startedAt) {
    return new Sandbox(
        new SandboxKey(ACCOUNT, id),
        State.RUNNING,
        "base",
        Map.of(),
        startedAt,
        null,
        null,
        null,
        FakeClock.START,
        Source.LIST);
  }

  /** Besides leases nothing waits here. */
  private static final class NothingElse implements Hearing.Waiting {

    @Override
    public void reread(Tx tx) {}

    @Override
    public void giveBack(Tx tx, Instant heardAt, Duration deaf) {}

    @Override
    public void cap(Tx tx, Instant now) {}

    @Override
    public void confirm() {}

    @Override
    public void takeBack() {}
  }
}

package io.github.e2breconciler.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.store.IntentRow;
import io.github.e2breconciler.store.LeaseRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LeaseBookTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final AccountId OTHER = new AccountId("other");
  private static final SandboxId ID = new SandboxId("isandbox1");
  private static final LeaseKey KEY = LeaseKey.sandbox(null, ID);
  private static final LeaseKey OWNERS = LeaseKey.owner(null, "job-42");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean storeFails;
  private int commits;
  private Runnable beforeCommit = () -> {};
  private final Store store =
      Store.open(
          new StoreSettings("jdbc:sqlite::memory:"),
          clock,
          meters,
          () -> {
            commits++;
            beforeCommit.run();
            if (storeFails) {
              throw new IllegalStateException("the disk is full");
            }
          });
  private LeaseBook leases = loaded();

  private LeaseBook loaded() {
    var book = new LeaseBook(store, clock, "owner", meters);
    book.load();
    return book;
  }

  @Test
  void takesWhatTheStoreHasInsteadOfWhatItHas() {
    renewed(KEY, MINUTE, "me");
    var other = LeaseKey.sandbox(OTHER, ID);
    store.writeVoid(tx -> {
      tx.leases().delete("sandbox", "", ID.value());
      tx.leases().upsert(new LeaseRow("sandbox", "other", ID.value(), "", 1, 2, 3));
    });

    store.readVoid(leases::reread);

    assertThat(leases.find(KEY)).isNull();
    assertThat(leases.find(other)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.999S", "PT24H0.001S", "PT0S", "PT-1S"})
  void refusesTimeToLiveOutOfBounds(Duration ttl) {
    assertThatThrownBy(() -> leases.renew(List.of(KEY), ttl, "me"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ttl.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT24H"})
  void takesTimeToLiveAtItsBounds(Duration ttl) {
    assertThat(renewed(KEY, ttl, "me").expiresAt()).isEqualTo(clock.instant().plus(ttl));
  }

  @Test
  void knowsNothingBeforeStoreWasRead() {
    var unread = new LeaseBook(store, clock, "owner", meters);

    assertThat(unread.stateOf(sandbox(FakeClock.START), Duration.ZERO))
        .isInstanceOf(LeaseState.Unknown.class);
  }

  @Test
  void keepsStretchWhileRenewed() {
    renewed(KEY, MINUTE, "me");
    clock.advance(Duration.ofSeconds(59));

    assertThat(renewed(KEY, MINUTE, "me").since()).isEqualTo(FakeClock.START);
  }

  @Test
  void beginsNewStretchAfterGap() {
    renewed(KEY, MINUTE, "me");
    clock.advance(MINUTE);

    assertThat(renewed(KEY, MINUTE, "me").since()).isEqualTo(clock.instant());
  }

  @Test
  void letsHolderShortenItsOwn() {
    renewed(KEY, Duration.ofHours(1), "me");

    assertThat(renewed(KEY, MINUTE, "me").expiresAt()).isEqualTo(clock.instant().plus(MINUTE));
  }

  @Test
  void letsNobodyElseShortenIt() {
    renewed(KEY, Duration.ofHours(1), "me");

    var kept = renewed(KEY, MINUTE, "you");
    assertThat(kept.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
    assertThat(kept.holder()).isEmpty();
  }

  /** What the one may give up, the other may rely on. */
  @Test
  void letsNobodyShortenWhatSeveralHold() {
    renewed(KEY, Duration.ofHours(1), "me");
    renewed(KEY, Duration.ofHours(2), "you");

    var kept = renewed(KEY, MINUTE, "you");
    assertThat(kept.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(2)));
    assertThat(kept.holder()).isEmpty();
  }

  @Test
  void letsNobodyShortenItWhoDoesNotSayWhoHeIs() {
    renewed(KEY, Duration.ofHours(1), "");

    var kept = renewed(KEY, MINUTE, "");
    assertThat(kept.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void takesBatchInOneCommit() {
    var keys =
        IntStream.range(0, 1_000)
            .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId("isandbox" + i)))
            .toList();
    var before = commits;

    assertThat(leases.renew(keys, MINUTE, "me")).hasSize(1_000);
    assertThat(commits - before).isOne();
  }

  @Test
  @Timeout(60)
  void takesHeartbeatsThatWaitInOneCommit() throws Exception {
    var before = commits;

    whileOneCommits(
        () -> {}, () -> renewed(KEY, MINUTE, "me"), () -> renewed(OWNERS, MINUTE, "me"));

    assertThat(commits - before).isEqualTo(2);
    assertThat(leases.find(KEY)).isNotNull();
    assertThat(leases.find(OWNERS)).isNotNull();
  }

  /** Of two for the same the second rests on the first. */
  @Test
  @Timeout(60)
  void promisesNothingByHeartbeatsThatFailedTogether() throws Exception {
    renewed(KEY, MINUTE, "me");
    var promised = leases.find(KEY);
    clock.advance(Duration.ofSeconds(10));

    whileOneCommits(
        () -> storeFails = true,
        () -> renewed(KEY, MINUTE, "me"),
        () -> renewed(KEY, MINUTE.multipliedBy(2), "me"));

    assertThat(leases.find(KEY)).isEqualTo(promised);
  }

  @Test
  void keepsWhatItPromisedWhereTheNextTransactionCannotEvenBegin() {
    renewed(KEY, MINUTE, "me");
    var promised = leases.find(KEY);
    store.close();

    assertThatThrownBy(() -> renewed(KEY, MINUTE, "me")).isInstanceOf(RuntimeException.class);

    assertThat(promised).isNotNull();
    assertThat(leases.find(KEY)).isEqualTo(promised);
  }

  /** Has heartbeats wait for the commit of another, and befalls what they commit themselves. */
  private void whileOneCommits(Runnable next, Runnable... heartbeats) throws Exception {
    var threads = new ArrayList<Thread>();
    beforeCommit =
        () -> {
          beforeCommit = next;
          for (var heartbeat : heartbeats) {
            threads.add(waiting(heartbeat));
          }
        };
    renewed(LeaseKey.owner(null, "the-one"), MINUTE, "me");
    for (var thread : threads) {
      thread.join();
    }
  }

  private static Thread waiting(Runnable work) {
    var thread = Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).start(work);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void survivesRestart() {
    var lease = renewed(KEY, MINUTE, "me");
    leases = loaded();

    assertThat(leases.find(KEY)).isEqualTo(lease);
    assertThat(leases.stateOf(sandbox(FakeClock.START), Duration.ZERO))
        .isEqualTo(new LeaseState.Live(lease.expiresAt()));
  }

  @Test
  void tellsWhenHeartbeatIsNotDurable() {
    storeFails = true;

    assertThatThrownBy(() -> leases.renew(List.of(KEY), MINUTE, "me"))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void promisesNothingByHeartbeatThatFailed() {
    storeFails = true;

    assertThatThrownBy(() -> leases.renew(List.of(KEY), MINUTE, "me"))
        .isInstanceOf(StoreException.class);

    assertThat(leases.find(KEY)).isNull();
    clock.advance(MINUTE.multipliedBy(2));
    assertThat(leases.stateOf(sandbox(FakeClock.START), Duration.ZERO))
        .isEqualTo(new LeaseState.Never(Duration.ZERO));
  }

  @Test
  void keepsWhatItPromisedWhenNextHeartbeatOrEndFails() {
    renewed(KEY, MINUTE, "me");
    var promised = leases.find(KEY);
    clock.advance(Duration.ofSeconds(10));
    storeFails = true;

    assertThatThrownBy(() -> leases.renew(List.of(KEY, KEY), MINUTE, "me"))
        .isInstanceOf(StoreException.class);
    assertThat(leases.find(KEY)).isEqualTo(promised);
    assertThatThrownBy(() -> leases.end(KEY)).isInstanceOf(StoreException.class);
    assertThat(leases.find(KEY)).isEqualTo(promised);
  }

  @Test
  void endsWhenAsked() {
    renewed(KEY, Duration.ofHours(1), "me");
    clock.advance(MINUTE);

    assertThat(leases.end(KEY)).isTrue();
    assertThat(leases.end(KEY)).isFalse();
    assertThat(leases.stateOf(sandbox(FakeClock.START), Duration.ZERO))
        .isEqualTo(new LeaseState.Expired(clock.instant()));
    assertThat(loaded().find(KEY)).isEqualTo(leases.find(KEY));
  }

  @Test
  void endingIsNoHeartbeat() {
    renewed(KEY, Duration.ofHours(1), "me");
    clock.advance(MINUTE);
    var moment = clock.instant();
    clock.advance(MINUTE);
    leases.end(KEY);

    assertThat(leases.renewedSince(sandbox(FakeClock.START), moment)).isFalse();
  }

  @Test
  void countsHeartbeatOfTheVeryMoment() {
    renewed(LeaseKey.owner(ACCOUNT, "job-42"), MINUTE, "me");

    assertThat(leases.renewedSince(sandbox(FakeClock.START), clock.instant())).isTrue();
    assertThat(leases.renewedSince(sandbox(FakeClock.START), clock.instant().plusMillis(1)))
        .isFalse();
  }

  @Test
  void heartbeatAfterPauseIsSinceItThoughClockWasSetBack() {
    var moment = clock.instant();
    pausing();
    clock.jump(Duration.ofMinutes(-3));
    leases.renew(List.of(LeaseKey.sandbox(null, ID)), Duration.ofMinutes(3), "me");

    assertThat(leases.renewedSince(sandbox(FakeClock.START), moment)).isTrue();
    assertThat(leases.find(LeaseKey.sandbox(null, ID)))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.expiresAt()).isEqualTo(moment));
  }

  @Test
  void heartbeatBeforePauseIsNotSinceItThoughClockWasAhead() {
    clock.jump(Duration.ofMinutes(3));
    leases.renew(List.of(LeaseKey.sandbox(null, ID)), Duration.ofHours(1), "me");
    clock.jump(Duration.ofMinutes(-3));
    clock.advance(Duration.ofSeconds(1));
    var moment = clock.instant();
    pausing();

    assertThat(leases.renewedSince(sandbox(FakeClock.START), moment)).isFalse();
    var after = after();
    assertThat(after.renewedSince(sandbox(FakeClock.START), moment)).isFalse();
    assertThat(after.find(LeaseKey.sandbox(null, ID)))
        .isEqualTo(leases.find(LeaseKey.sandbox(null, ID)));
  }

  /** One owner has two sandboxes, and says something between the pauses of both. */
  @Test
  void heartbeatAfterPauseStaysSinceItThoughAnotherPauseFollowsByAnEarlierTime() {
    var owner = LeaseKey.owner(null, "job-42");
    var moment = clock.instant();
    pausing();
    clock.jump(Duration.ofSeconds(-10));
    leases.renew(List.of(owner), Duration.ofHours(1), "me");
    clock.advance(Duration.ofSeconds(2));
    pausing();

    assertThat(leases.renewedSince(sandbox(FakeClock.START), moment)).isTrue();
    assertThat(after().renewedSince(sandbox(FakeClock.START), moment)).isTrue();
  }

  /** A heartbeat must not have the time of a pause that nobody made. */
  @Test
  void pauseThatTheStoreDidNotTakeLeavesNoTrace() {
    renewed(KEY, Duration.ofHours(1), "me");
    var before = leases.find(KEY);
    store.write(tx -> leases.pausing(tx, sandbox(FakeClock.START), clock.instant())).run();
    assertThat(leases.find(KEY)).isEqualTo(before);
    clock.jump(Duration.ofMinutes(-3));
    leases.renew(List.of(KEY), Duration.ofHours(1), "me");

    assertThat(leases.find(KEY))
        .isNotNull()
        .satisfies(lease -> assertThat(lease.renewedAt()).isEqualTo(clock.instant()));
  }

  private LeaseBook after() {
    var after = new LeaseBook(store, clock, "owner", meters);
    after.load();
    return after;
  }

  private void pausing() {
    store.write(tx -> leases.pausing(tx, sandbox(FakeClock.START), clock.instant()));
  }

  @Test
  void refusesHeartbeatWhileRequestIsOpen() {
    intent("default", null);

    assertThat(leases.renew(List.of(KEY), MINUTE, "me").getFirst())
        .isEqualTo(new Renewal.Ending(KEY));
    assertThat(leases.find(KEY)).isNull();
    assertThat(renewal(LeaseKey.sandbox(ACCOUNT, ID))).isInstanceOf(Renewal.Ending.class);
  }

  @Test
  void takesTheOthersOfBatchWhileRequestIsOpen() {
    intent("default", null);
    var free = LeaseKey.sandbox(null, new SandboxId("isandbox2"));

    assertThat(leases.renew(List.of(KEY, free), MINUTE, "me"))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(Renewal.Ending.class),
            second -> assertThat(second).isInstanceOf(Renewal.Renewed.class));
  }

  @Test
  void takesHeartbeatsOfOwnersAndOtherAccountsWhileRequestIsOpen() {
    intent("default", null);

    assertThat(renewal(LeaseKey.owner(null, "job-42"))).isInstanceOf(Renewal.Renewed.class);
    assertThat(renewal(LeaseKey.sandbox(OTHER, ID))).isInstanceOf(Renewal.Renewed.class);
  }

  @Test
  void takesHeartbeatAgainWhenRequestIsSettled() {
    intent("default", null);
    intent("default", 5L);

    assertThat(renewal(KEY)).isInstanceOf(Renewal.Renewed.class);
  }

  @Test
  void forgetsWhatExpiredLongAgo() {
    renewed(KEY, MINUTE, "me");
    clock.advance(Duration.ofDays(1));
    leases.forgetting().all(clock.instant().minus(MINUTE));

    assertThat(leases.find(KEY)).isNull();
    assertThat(loaded().find(KEY)).isNull();
  }

  @Test
  void forgetsSoonerWhatWasForASandboxThatIsGone() {
    var gone = new SandboxId("igone");
    var ofGone = LeaseKey.sandbox(null, gone);
    var ofOwner = LeaseKey.owner(null, gone.value());
    var ofGoneElsewhere = LeaseKey.sandbox(OTHER, gone);
    for (var key : List.of(KEY, ofGone, ofOwner, ofGoneElsewhere)) {
      renewed(key, MINUTE, "me");
    }
    clock.advance(Duration.ofDays(1));
    renewed(ofGoneElsewhere, MINUTE, "me");
    leases.forgetting().ofGone(clock.instant().minus(MINUTE), gone::equals);

    for (var book : List.of(leases, loaded())) {
      assertThat(book.find(ofGone)).isNull();
      assertThat(book.find(ofGoneElsewhere)).isNotNull();
      assertThat(book.find(ofOwner)).isNotNull();
      assertThat(book.find(KEY)).isNotNull();
    }
  }

  /** It was looked at whether it is gone, and then somebody was heard. */
  @Test
  void forgetsNothingThatIsRenewedMeanwhile() {
    renewed(KEY, MINUTE, "me");
    clock.advance(Duration.ofDays(1));
    leases
        .forgetting()
        .ofGone(
            clock.instant().minus(MINUTE),
            _ -> {
              renewed(KEY, MINUTE, "me");
              return true;
            });

    for (var book : List.of(leases, loaded())) {
      assertThat(book.find(KEY)).isNotNull();
    }
  }

  @Test
  void countsThoseThatFellSilentAtOnce() {
    for (var i = 0; i < 6; i++) {
      renewed(LeaseKey.sandbox(null, new SandboxId("isilent" + i)), MINUTE, "me");
    }
    renewed(LeaseKey.owner(null, "job-42"), MINUTE, "me");
    renewed(LeaseKey.sandbox(null, new SandboxId("iloud")), Duration.ofHours(1), "me");
    renewed(LeaseKey.sandbox(OTHER, new SandboxId("isilent9")), MINUTE, "me");
    var ended = LeaseKey.sandbox(null, new SandboxId("iended"));
    renewed(ended, Duration.ofHours(1), "me");
    leases.end(ended);
    clock.advance(MINUTE);

    assertThat(leases.voices().silence(ACCOUNT, clock.instant().minusSeconds(30), clock.instant()))
        .returns(8, Silence::alive)
        .returns(7, Silence::expired);
    assertThat(leases.voices().silence(OTHER, clock.instant().minusSeconds(30), clock.instant()))
        .returns(9, Silence::alive)
        .returns(8, Silence::expired);
  }

  @Test
  void doesNotCountSilenceOfBefore() {
    renewed(KEY, MINUTE, "me");
    clock.advance(Duration.ofMinutes(3));

    assertThat(leases.voices().silence(ACCOUNT, clock.instant().minus(MINUTE), clock.instant()))
        .isEqualTo(new Silence(0, Set.of()));
  }

  @Test
  void answersTheSameFromItsRows() {
    renewed(LeaseKey.owner(ACCOUNT, "job-42"), MINUTE, "me");
    var sandbox = sandbox(FakeClock.START);

    LeaseState stored = store.read(tx -> leases.stateOf(tx, sandbox, Duration.ZERO));
    assertThat(stored).isEqualTo(leases.stateOf(sandbox, Duration.ZERO));
  }

  private Renewal renewal(LeaseKey key) {
    return leases.renew(List.of(key), MINUTE, "me").getFirst();
  }

  private Lease renewed(LeaseKey key, Duration ttl, String holder) {
    var renewal = leases.renew(List.of(key), ttl, holder).getFirst();
    assertThat(renewal).isInstanceOf(Renewal.Renewed.class);
    return ((Renewal.Renewed) renewal).lease();
  }

  private void intent(String account, @Nullable Long closedAt) {
    store.writeVoid(tx ->
        tx.intents()
            .upsert(
                new IntentRow(
                    "intent-1",
                    "case-1",
                    account,
                    ID.value(),
                    "kill",
                    0,
                    true,
                    1,
                    1L,
                    1,
                    "none",
                    null,
                    null,
                    closedAt,
                    closedAt == null ? "" : "killed",
                    null)));
  }

  private static Sandbox sandbox(Instant startedAt) {
    return new Sandbox(
        new SandboxKey(ACCOUNT, ID),
        State.RUNNING,
        "base",
        Map.of("owner", "job-42"),
        startedAt,
        null,
        null,
        null,
        startedAt,
        Source.LIST);
  }
}

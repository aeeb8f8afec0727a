package io.github.e2breconciler.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.lease.Claims.Claim;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClaimsTest {

  private static final AccountId ACCOUNT = new AccountId("default");
  private static final SandboxId ID = new SandboxId("isandbox1");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(600);

  private final Map<LeaseKey, Lease> leases = new HashMap<>();
  private DeafTimes deaf = DeafTimes.NONE;

  @Test
  void isNeverWhereNobodyClaimed() {
    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Never.class);
  }

  @Test
  void livesByAnyLeaseThatMaySpeakForIt() {
    for (var key :
        new LeaseKey[] {
          LeaseKey.sandbox(ACCOUNT, ID),
          LeaseKey.sandbox(null, ID),
          LeaseKey.owner(ACCOUNT, "job-42"),
          LeaseKey.owner(null, "job-42")
        }) {
      leases.clear();
      lease(key, NOW.plusMillis(1));

      assertThat(state("job-42", START)).isEqualTo(new LeaseState.Live(NOW.plusMillis(1)));
    }
  }

  @Test
  void livesUntilTheLastOfThemEnds() {
    lease(LeaseKey.sandbox(null, ID), NOW.plusSeconds(10));
    lease(LeaseKey.owner(null, "job-42"), NOW.plusSeconds(20));

    assertThat(state("job-42", START)).isEqualTo(new LeaseState.Live(NOW.plusSeconds(20)));
  }

  @Test
  void isExpiredAtTheVeryEnd() {
    lease(LeaseKey.sandbox(null, ID), NOW);

    assertThat(state("job-42", START)).isEqualTo(new LeaseState.Expired(NOW));
  }

  @Test
  void expiredWithTheLastOfThem() {
    lease(LeaseKey.sandbox(null, ID), NOW.minusSeconds(10));
    lease(LeaseKey.owner(null, "job-42"), NOW.minusSeconds(20));

    assertThat(state("job-42", START)).isEqualTo(new LeaseState.Expired(NOW.minusSeconds(10)));
  }

  @Test
  void hearsNothingOfOtherOwnersAndAccounts() {
    lease(LeaseKey.owner(null, "job-43"), NOW.plusSeconds(10));
    lease(LeaseKey.sandbox(new AccountId("other"), ID), NOW.plusSeconds(10));

    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Never.class);
    assertThat(state(null, START)).isInstanceOf(LeaseState.Never.class);
  }

  @Test
  void leaseFromBeforeItsStartDoesNotCondemnIt() {
    lease(LeaseKey.owner(null, "job-42"), START.minusSeconds(1));

    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Never.class);
  }

  @Test
  void leaseThatEndedRightAtItsStartDoesNotCondemnIt() {
    lease(LeaseKey.owner(null, "job-42"), START.plus(Claims.MARGIN));
    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Never.class);

    lease(LeaseKey.owner(null, "job-42"), START.plus(Claims.MARGIN).plusMillis(1));
    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Expired.class);
  }

  @Test
  void noExpiredLeaseCondemnsWhatHasNoKnownStart() {
    lease(LeaseKey.sandbox(null, ID), NOW.minusSeconds(1));

    assertThat(state("job-42", null)).isInstanceOf(LeaseState.Never.class);
  }

  @Test
  void liveLeaseFromBeforeItsStartProtectsIt() {
    lease(LeaseKey.owner(null, "job-42"), NOW.plusSeconds(1));

    assertThat(state("job-42", null)).isInstanceOf(LeaseState.Live.class);
  }

  /** Whether it was set back to what was right, or away from it. */
  @Test
  void nobodyKnowsOfALeaseThatEndedBeforeItBeganByAClockSetBack() {
    var since = START.plusSeconds(30);
    var expiresAt = START.minusSeconds(60);
    leases.put(
        LeaseKey.sandbox(null, ID),
        new Lease(LeaseKey.sandbox(null, ID), "me", since, expiresAt.minusSeconds(9), expiresAt));

    assertThat(state("job-42", START)).isInstanceOf(LeaseState.Unknown.class);
    assertThat(state("job-42", since)).isInstanceOf(LeaseState.Never.class);
  }

  @Test
  void tellsForHowLongNobodyCouldHaveClaimedIt() {
    deaf = DeafTimes.NONE.with(START.minusSeconds(60), START.plusSeconds(5));

    assertThat(state("job-42", START)).isEqualTo(new LeaseState.Never(Duration.ofSeconds(5)));
    assertThat(state("job-42", null)).isEqualTo(new LeaseState.Never(Duration.ZERO));
  }

  private void lease(LeaseKey key, Instant expiresAt) {
    leases.put(key, new Lease(key, "me", START, START, expiresAt));
  }

  private LeaseState state(@Nullable String owner, @Nullable Instant startedAt) {
    var claim = new Claim(new SandboxKey(ACCOUNT, ID), owner, NOW);
    return Claims.of(claim, leases::get, startedAt, deaf);
  }
}

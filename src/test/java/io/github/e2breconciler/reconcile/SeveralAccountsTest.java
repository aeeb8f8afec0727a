package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.lease.LeaseKey;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.testing.FakeE2bApi;
import io.github.e2breconciler.testing.ReapWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One account in trouble beside one that is well. */
final class SeveralAccountsTest {

  private static final AccountId OTHER = new AccountId("other");

  private final ReapWorld world = new ReapWorld();
  private final Mirrored mirrored = new Mirrored(world);
  private final FakeE2bApi otherApi = new FakeE2bApi(world.clock());
  private final AccountWatch well = mirrored.watch(Mirrored.KEY);
  private final AccountWatch other =
      new AccountWatch(
          new AccountWatch.Account(
              OTHER,
              Mirrored.URL,
              Secret.of("e2b_key_other"),
              otherApi,
              new Scope(Map.of()),
              true,
              Map.of()),
          mirrored.context());
  private final Passes passes = passes();

  @BeforeEach
  void fleet() {
    world.born(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = E2bException.Kind.class,
      names = {"UNAUTHORISED", "TIMEOUT", "UNAVAILABLE", "MALFORMED", "RATE_LIMITED", "THROTTLED"})
  void passGoesOnWithoutAccountThatFails(E2bException.Kind kind) {
    otherApi.nextList(_ -> {
      throw new E2bException(kind, "as planned");
    });
    otherApi.feedTrouble(kind);
    passes.step();

    assertThat(passes.recent())
        .singleElement()
        .satisfies(report -> {
          assertThat(report.status()).isEqualTo(Report.Status.FAILED);
          assertThat(report.errors()).containsExactly("other: " + kind.label() + ": as planned");
          assertThat(report.walks()).extracting(Report.WalkLine::account).contains("default");
        });
    assertThat(world.inventory().living(ACCOUNT)).hasSize(3);
    assertThat(well.standing().lastWalkAt()).isNotNull();
    assertThat(other.standing().lastWalkAt()).isNull();
  }

  @Test
  void passGoesOnWithoutAccountWhoseCircuitIsOpen() {
    otherApi.circuitOpen(true);
    passes.step();

    assertThat(passes.recent().getFirst().errors())
        .containsExactly("other: the circuit to E2B is open");
    assertThat(world.inventory().living(ACCOUNT)).hasSize(3);
    assertThat(otherApi.log()).isEmpty();
  }

  @Test
  void eachAccountHasMirrorOfItsOwn() {
    otherApi.put(world.api().row(ReapWorld.SANDBOX));
    passes.step();

    assertThat(world.inventory().living(ACCOUNT)).hasSize(3);
    assertThat(world.inventory().living(OTHER)).hasSize(1);
  }

  @Test
  void shrinkOfOneFreezesNoOther() {
    for (var i = 1; i <= 10; i++) {
      var row = world.born(new SandboxId("imany" + i));
      otherApi.put(row);
    }
    other.step();
    world.advance(Mirrored.SETTINGS.detection().multipliedBy(5));
    otherApi.nextList(_ -> otherApi.page(List.of()));
    other.step();

    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.account()).isEqualTo("other"));
    assertThat(well.standing().doubts()).isEmpty();
  }

  /** Heartbeats that name no account protect in each of them, and are sent for one. */
  @Test
  void thoseWhoFallSilentTogetherAreNotLostAmongTheManyOfAnotherAccount() {
    fleets();
    heartbeats("isandbox", 1, 6, Duration.ofMinutes(5));
    heartbeats("iother", 1, 20, Duration.ofHours(1));
    world.advance(Duration.ofMinutes(5));
    well.step();
    other.step();

    assertThat(world.freezes().all())
        .extracting(FreezeRow::account, FreezeRow::cause)
        .containsExactly(tuple("default", Freezes.MASS_EXPIRY));
  }

  /** As they do when the way to us breaks: of theirs alone nobody is heard any more. */
  @Test
  void thoseWhoFallSilentOneByOneAreNotLostAmongTheManyOfAnotherAccount() {
    fleets();
    for (var i = 1; i <= 6; i++) {
      heartbeats("isandbox", i, i, Duration.ofMinutes(5 + 2 * i));
    }
    for (var minute = 0; minute < 20; minute++) {
      heartbeats("iother", 1, 20, Duration.ofHours(1));
      well.step();
      other.step();
      world.advance(Duration.ofMinutes(1));
    }

    assertThat(world.freezes().all())
        .extracting(FreezeRow::account, FreezeRow::cause)
        .containsExactly(tuple("default", Freezes.MASS_EXPIRY));
  }

  private void fleets() {
    world.born(6);
    for (var i = 1; i <= 20; i++) {
      otherApi.put(world.born(new SandboxId("iother" + i)));
      world.api().remove(new SandboxId("iother" + i));
    }
    well.step();
    other.step();
  }

  private void heartbeats(String ids, int first, int last, Duration ttl) {
    var keys =
        IntStream.rangeClosed(first, last)
            .mapToObj(i -> LeaseKey.sandbox(null, new SandboxId(ids + i)))
            .toList();
    world.leases().renew(keys, ttl, "test");
  }

  @Test
  void suspicionsAreOfTheirAccount() {
    mirrored.suspicions.raise(OTHER, Suspicion.CLOCK_JUMP, "as planned");

    assertThat(mirrored.raised(Suspicion.CLOCK_JUMP)).isZero();
    assertThat(mirrored.suspicions.take(ACCOUNT, Suspicion.Remedy.values())).isEmpty();
  }

  private Passes passes() {
    var accounts = new LinkedHashMap<AccountId, AccountWatch>();
    accounts.put(OTHER, other);
    accounts.put(ACCOUNT, well);
    return new Passes(accounts, world.reaper(), mirrored.passContext());
  }
}

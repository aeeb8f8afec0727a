package io.github.e2breconciler.reconcile;

import static io.github.e2breconciler.reconcile.Mirrored.KEY;
import static io.github.e2breconciler.reconcile.Mirrored.URL;
import static io.github.e2breconciler.testing.ReapWorld.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.testing.ReapWorld;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PinsTest {

  private static final Secret NEW_KEY = Secret.of("e2b_key_two");
  private static final URI NEW_URL = URI.create("https://api.elsewhere.example");

  private final ReapWorld world = new ReapWorld();
  private int salts;
  private final Pins pins =
      new Pins(world.store(), world.freezes(), world.clock(), () -> "salt-" + salts++);

  @BeforeEach
  void firstContact() {
    pins.check(world.standing(), URL, KEY);
    pins.walked(world.standing(), KEY, false);
    pins.named(world.standing(), "team-1");
    assertTrusted();
  }

  @Test
  void trustsTheSameAgain() {
    pins.check(world.standing(), URL, KEY);
    pins.named(world.standing(), "team-1");

    assertTrusted();
  }

  @Test
  void onlyObservesAtAnotherUrl() {
    pins.check(world.standing(), NEW_URL, KEY);

    assertDoubted();
  }

  @Test
  void onlyObservesAnotherTeam() {
    pins.named(world.standing(), "team-2");

    assertDoubted();
  }

  @Test
  void takesNoTeamForNoTeam() {
    pins.named(world.standing(), "");
    pins.named(world.standing(), "00000000-0000-0000-0000-000000000000");

    assertTrusted();
  }

  @Test
  void doubtsNewKeyUntilItShowsKnownSandbox() {
    pins.check(world.standing(), URL, NEW_KEY);
    assertThat(world.standing().doubts()).containsKey(Pins.PINNED);
    assertThat(world.freezes().all()).isEmpty();

    pins.walked(world.standing(), NEW_KEY, true);
    assertTrusted();
    restart();
    pins.check(world.standing(), URL, NEW_KEY);
    assertTrusted();
  }

  @Test
  void onlyObservesWithNewKeyThatShowsNothingKnown() {
    pins.check(world.standing(), URL, NEW_KEY);
    pins.walked(world.standing(), NEW_KEY, false);

    assertDoubted();
    pins.walked(world.standing(), NEW_KEY, true);
    assertDoubted();
  }

  @Test
  void staysInDoubtAcrossRestart() {
    pins.named(world.standing(), "team-2");
    restart();
    pins.check(world.standing(), URL, KEY);

    assertThat(world.standing().doubts()).containsKey(Pins.PINNED);
    assertThat(pins.agreed(ACCOUNT)).isFalse();
  }

  @Test
  void agreesWhenHumanLiftsFreeze() {
    pins.check(world.standing(), NEW_URL, NEW_KEY);
    assertThat(pins.agreed(ACCOUNT)).isFalse();

    world.freezes().lift(ACCOUNT, "we moved");
    assertThat(pins.agreed(ACCOUNT)).isTrue();
    world.standing().trust(Pins.PINNED);
    pins.check(world.standing(), NEW_URL, NEW_KEY);
    pins.named(world.standing(), "team-2");
    assertTrusted();
  }

  @Test
  void nobodyAgreesWhileAnotherFreezeHolds() {
    world.freezes().freeze(ACCOUNT, "the list shrank", Freezes.SHRINK);
    pins.named(world.standing(), "team-2");

    assertThat(pins.agreed(ACCOUNT)).isFalse();
    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(
            freeze -> assertThat(freeze.reason()).contains("the list shrank").contains("team-2"));
  }

  @Test
  void neverStoresTheKey() {
    var row = world.store().read(tx -> tx.pins().find("default"));

    assertThat(row).isNotNull();
    assertThat(row.toString()).doesNotContain(KEY.reveal());
  }

  private void restart() {
    world.restart();
  }

  private void assertTrusted() {
    assertThat(world.standing().doubts()).isEmpty();
    assertThat(world.freezes().all()).isEmpty();
  }

  private void assertDoubted() {
    assertThat(world.standing().doubts()).containsKey(Pins.PINNED);
    assertThat(world.freezes().all())
        .singleElement()
        .satisfies(freeze -> assertThat(freeze.cause()).isEqualTo(Pins.PINNED));
  }
}

package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.AccountId;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AdmissionTest {

  private final ManualTempo tempo = new ManualTempo();
  private final Admission admission =
      new Admission(
          new E2bSettings(
              new AccountId("default"),
              URI.create("http://127.0.0.1:1"),
              Secret.of("key"),
              10,
              3,
              new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30))),
          tempo.with(ManualTempo.PATIENT));

  @Test
  void keepsAPlaceFreeOfReads() {
    admission.enter(Operation.LIST, in(1_000));
    admission.enter(Operation.READ, in(1_000));

    assertThat(refused(Operation.READ, in(0))).isEqualTo(Kind.THROTTLED);
    admission.enter(Operation.KILL, in(1_000));
    assertThat(refused(Operation.KILL, in(0))).isEqualTo(Kind.THROTTLED);
  }

  @Test
  void givesPlacesBack() {
    for (var i = 0; i < 10; i++) {
      admission.enter(Operation.LIST, in(1_000));
      admission.leave(Operation.LIST);
      admission.enter(Operation.KILL, in(1_000));
      admission.leave(Operation.KILL);
    }

    assertThat(tempo.slept()).isEqualTo(Duration.ofMillis(1_900));
  }

  @Test
  void givesThePlaceBackWhenTheTurnComesTooLate() {
    admission.hold(Duration.ofSeconds(10));

    for (var i = 0; i < 10; i++) {
      assertThat(refused(Operation.READ, in(9_999))).isEqualTo(Kind.THROTTLED);
      assertThat(refused(Operation.KILL, in(2_000))).isEqualTo(Kind.THROTTLED);
    }
    assertThat(tempo.sleeps()).isEmpty();

    admission.enter(Operation.READ, in(10_000));
    assertThat(tempo.slept()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void letsNobodyOutWhoIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThat(refused(Operation.KILL, in(1_000))).isEqualTo(Kind.THROTTLED);

    assertThat(Thread.interrupted()).isTrue();
  }

  private long in(long millis) {
    return tempo.nanos() + Duration.ofMillis(millis).toNanos();
  }

  private Kind refused(Operation operation, long until) {
    return StubbedE2b.failure(() -> admission.enter(operation, until)).kind();
  }
}

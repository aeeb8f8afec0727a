package io.github.e2breconciler.e2b;

import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static io.github.e2breconciler.e2b.StubbedE2b.EVENTS_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.LIST_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.error;
import static io.github.e2breconciler.e2b.StubbedE2b.failure;
import static io.github.e2breconciler.e2b.StubbedE2b.html;
import static io.github.e2breconciler.e2b.StubbedE2b.sandboxJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bException.Kind;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When nothing is sent: E2B asked for quiet, or the path to it is broken. */
final class HttpE2bApiRestraintTest {

  private final StubbedE2b e2b = new StubbedE2b();

  @AfterEach
  void close() {
    e2b.close();
  }

  @Test
  void tellsOfTheLimitWhenTheWaitIsTooLong() {
    e2b.onGet(LIST_PATH, error(429).withHeader("Retry-After", "100"));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(e2b.requests()).isEqualTo(1);
  }

  @Test
  void sendsNothingWhileE2bAsksForQuiet() {
    e2b.onKill(error(503).withHeader("Retry-After", "10"));
    e2b.onPause(noContent());
    e2b.onGet(LIST_PATH, okJson("[]"));
    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.UNAVAILABLE);

    assertThat(failure(() -> e2b.api.pause(SANDBOX)).kind()).isEqualTo(Kind.THROTTLED);
    assertThat(e2b.requests()).isEqualTo(1);
    assertThat(e2b.counted("pause", "throttled")).isEqualTo(1);

    e2b.api.list(null); // has the time to wait
    assertThat(e2b.api.pause(SANDBOX)).isEqualTo(PauseAnswer.PAUSED);
  }

  /** Two seconds are over when it is connected: the read that justified it is too old by then. */
  @Test
  void sendsNoActionThatTookTooLongToConnect() {
    e2b.onKill(noContent());
    e2b.tempo.passing(Duration.ofMillis(350));

    var failure = failure(() -> e2b.api.kill(SANDBOX));
    assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(failure).hasMessageContaining("no connection in time");
    assertThat(e2b.requests()).isZero();
  }

  /** A machine that sleeps meanwhile counts no time, and wakes to a read of long ago. */
  @Test
  void sendsNoActionThatTheMachineSleptOver() {
    e2b.onGet(SANDBOX_PATH, okJson(sandboxJson(SANDBOX.value(), "running")));
    e2b.onKill(noContent());
    e2b.api.read(SANDBOX);
    e2b.tempo.onSleep(() -> e2b.clock.jump(Duration.ofHours(1)));

    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.THROTTLED);
    assertThat(e2b.requests()).isOne();
  }

  @Test
  void opensTheCircuitAndTriesItWithARead() {
    e2b.onKill(error(500));
    e2b.onGet(LIST_PATH, okJson("[]"));
    for (var i = 0; i < 5; i++) {
      assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    assertThat(e2b.api.health().circuitOpen()).isTrue();
    assertThat(e2b.api.health().refusal())
        .isEqualTo("the circuit to E2B is open since kill answered 500");
    assertThat(circuitGauge()).isEqualTo(1);
    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
    assertThat(e2b.requests()).isEqualTo(5);
    assertThat(e2b.api.resting()).isTrue();

    e2b.tempo.advance(Duration.ofSeconds(31));
    assertThat(e2b.api.resting()).isFalse();
    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
    assertThat(e2b.api.health().circuitOpen()).isTrue();

    e2b.api.list(null);
    assertThat(e2b.api.health().circuitOpen()).isFalse();
    assertThat(e2b.api.health().refusal()).isNull();
    assertThat(circuitGauge()).isZero();
    e2b.onKill(noContent());
    assertThat(e2b.api.kill(SANDBOX)).isEqualTo(KillAnswer.ACCEPTED);
  }

  /** Else whoever asks for what is broken would keep those from trying who ask for what is not. */
  @Test
  void leavesTheTrialToThoseWhoReadSandboxes() {
    e2b.onGet(EVENTS_PATH, error(500));
    e2b.onGet(LIST_PATH, okJson("[]"));
    while (!e2b.api.health().circuitOpen()) {
      failure(() -> e2b.api.events(0, 100, Set.of()));
    }
    e2b.tempo.advance(Duration.ofSeconds(31));

    assertThat(failure(() -> e2b.api.events(0, 100, Set.of())).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
    e2b.api.list(null);
    assertThat(e2b.api.health().circuitOpen()).isFalse();
  }

  @Test
  void keepsTheCircuitOpenWhenItsTrialFails() {
    e2b.onGet(LIST_PATH, html(200));
    for (var i = 0; i < 5; i++) {
      failure(() -> e2b.api.list(null));
    }
    e2b.tempo.advance(Duration.ofSeconds(31));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
    assertThat(e2b.requests()).isEqualTo(6);
  }

  @Test
  void stopsHammeringWithAKeyThatIsRefused() {
    e2b.onGet(LIST_PATH, error(401));
    for (var i = 0; i < 5; i++) {
      assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.UNAUTHORISED);
    }

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
  }

  @Test
  void forgetsFailuresThatAreFarApart() {
    e2b.onKill(error(500));
    for (var i = 0; i < 10; i++) {
      assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.UNAVAILABLE);
      e2b.tempo.advance(Duration.ofSeconds(8));
    }

    assertThat(e2b.api.health().circuitOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 400})
  void keepsTheCircuitClosedOnRefusals(int status) {
    e2b.onKill(error(status));
    e2b.onGet(EVENTS_PATH, status(404));

    for (var i = 0; i < 20; i++) {
      try {
        e2b.api.kill(SANDBOX);
      } catch (E2bException e) {
        assertThat(e.kind()).isEqualTo(Kind.REFUSED);
      }
      failure(() -> e2b.api.events(0, 1, Set.of()));
    }

    assertThat(e2b.api.health().circuitOpen()).isFalse();
  }

  @Test
  void startsItsCountersAtZero() {
    assertThat(e2b.counted("kill", "ok")).isZero();
    assertThat(e2b.counted("list", "circuit-open")).isZero();
    assertThat(circuitGauge()).isZero();
  }

  private double circuitGauge() {
    return e2b.meters.get("e2b_reconciler.api.circuit.open").gauge().value();
  }
}

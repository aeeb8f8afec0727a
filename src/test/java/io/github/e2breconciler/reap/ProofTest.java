package io.github.e2breconciler.reap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.store.IntentRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an end that was heard of proves, by what E2B answered and by the reason it gives. */
final class ProofTest {

  /** A running one may live on after it vanished; only its event tells. */
  @ParameterizedTest
  @CsvSource({
    "unknown, false, , false",
    "accepted, false, , false",
    "unknown, false, request, true",
    "unknown, false, orphaned, true",
    "unknown, false, timeout, true",
    "accepted, true, , true",
    "unknown, true, , false"
  })
  void settlesByHearsay(String answer, boolean paused, @Nullable String reason, boolean settled) {
    assertThat(Proof.hearsay(intent(answer, paused), Action.KILL, reason)).isEqualTo(settled);
  }

  @ParameterizedTest
  @CsvSource({
    "accepted, request, true",
    "accepted, timeout, false",
    "accepted, admin, false",
    "accepted, orphaned, false",
    "unknown, request, true",
    "unknown, orphaned, true",
    "unknown, timeout, false",
    "accepted, , true",
    "accepted, '', true",
    "missing, request, false",
    "conflict, request, false",
    "refused, request, false"
  })
  void tellsOurKillsFromOthers(String answer, @Nullable String reason, boolean ours) {
    assertThat(Proof.killedByUs(intent(answer, false), Action.KILL, reason)).isEqualTo(ours);
  }

  /** It was sent at second 100 and answered at second 104. */
  @ParameterizedTest
  @CsvSource({
    "accepted, 97, UNKNOWN",
    "accepted, 98, OURS",
    "accepted, 101, OURS",
    "accepted, 104, OURS",
    "accepted, 106, OURS",
    "accepted, 107, UNKNOWN",
    "unknown, 101, UNKNOWN",
    "unknown, 90, OTHERS",
    "unknown, 300, OTHERS",
    "conflict, 101, OTHERS",
    "refused, 101, OTHERS"
  })
  void tellsWhosePauseItIs(String answer, long pausedAt, Proof.Hand hand) {
    var intent = intent(answer, false);

    assertThat(
            Proof.pausedBy(
                intent,
                new Proof.Pause(Instant.ofEpochSecond(pausedAt), null),
                Instant.ofEpochSecond(100),
                Instant.ofEpochSecond(104)))
        .isEqualTo(hand);
  }

  /** Its end came while our request was under way: E2B may have paused it by itself. */
  @ParameterizedTest
  @CsvSource({"97, OURS", "98, UNKNOWN", "101, UNKNOWN", "103, UNKNOWN", "104, OURS", "400, OURS"})
  void pauseAtItsPlannedEndMayBeItsOwn(long plannedEnd, Proof.Hand hand) {
    assertThat(
            Proof.pausedBy(
                intent("accepted", false),
                new Proof.Pause(Instant.ofEpochSecond(101), Instant.ofEpochSecond(plannedEnd)),
                Instant.ofEpochSecond(100),
                Instant.ofEpochSecond(104)))
        .isEqualTo(hand);
  }

  @Test
  void pauseKillsNothing() {
    assertThat(Proof.killedByUs(intent("accepted", false), Action.PAUSE, "request")).isFalse();
    assertThat(Proof.hearsay(intent("unknown", false), Action.PAUSE, null)).isTrue();
  }

  private static IntentRow intent(String answer, boolean paused) {
    return new IntentRow(
        "intent",
        "case",
        "default",
        "isandbox1",
        "kill",
        0,
        paused,
        0,
        0L,
        1,
        answer,
        0L,
        0L,
        null,
        "",
        null);
  }
}

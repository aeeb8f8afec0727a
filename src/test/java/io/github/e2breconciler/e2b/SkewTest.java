package io.github.e2breconciler.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class SkewTest {

  private static final Instant SENT = Instant.parse("2026-01-01T00:00:00.700Z");

  private final Skew skew = new Skew();

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    assertThat(skew.millis()).isNull();
    assertThat(skew.atE2b(SENT)).isEqualTo(SENT);
  }

  @Test
  void staysAtZeroWhereNothingIsProven() {
    skew.learn(SENT, SENT.plusMillis(20), Instant.parse("2026-01-01T00:00:00Z"));

    assertThat(skew.millis()).isZero();
  }

  @Test
  void doesNotForgetWhatASlowAnswerCannotTell() {
    skew.learn(SENT, SENT, Instant.parse("2026-01-01T00:00:30Z"));
    assertThat(skew.millis()).isEqualTo(29_300);

    skew.learn(SENT, SENT.plusSeconds(60), Instant.parse("2026-01-01T00:01:00Z"));

    assertThat(skew.millis()).isEqualTo(29_300);
  }

  @Test
  void passesOverAnAnswerDuringWhichOurClockWasSetBack() {
    skew.learn(SENT, SENT.minusSeconds(60), SENT);

    assertThat(skew.millis()).isNull();
  }

  @Test
  void doesNotBelieveOneAnswerThatIsFarOff() {
    skew.learn(SENT, SENT, SENT);
    var year = Duration.ofDays(365);

    assertThat(skew.learn(SENT, SENT, SENT.plus(year))).isFalse();
    assertThat(skew.learn(SENT, SENT, SENT)).isTrue();
    assertThat(skew.learn(SENT, SENT, SENT.plus(year))).isFalse();
    assertThat(skew.millis()).isZero();
  }

  @Test
  void believesTheNextOneThatSaysTheSame() {
    skew.learn(SENT, SENT, SENT);
    var set = Duration.ofMinutes(5);

    assertThat(skew.learn(SENT, SENT, SENT.plus(set))).isFalse();
    assertThat(skew.learn(SENT, SENT, SENT.plus(set).plusSeconds(2))).isTrue();
    assertThat(skew.atE2b(SENT)).isBetween(SENT.plus(set), SENT.plus(set).plusSeconds(3));
  }

  @RepeatedTest(200)
  void errsByLessThanASecondAndTheTimeTheAnswerTook(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var truth = Duration.ofMillis(random.nextLong(-100_000, 100_000));
    for (var i = 0; i < 5; i++) {
      var sent = SENT.plusMillis(random.nextLong(1_000_000));
      var took = random.nextLong(2_000);
      var written = sent.plusMillis(random.nextLong(took + 1)).plus(truth);

      skew.learn(sent, sent.plusMillis(took), written.truncatedTo(ChronoUnit.SECONDS));

      assertThat(Duration.between(sent.plus(truth), skew.atE2b(sent)).toMillis())
          .isBetween(-1_000 - took, 1_000 + took);
    }
  }
}

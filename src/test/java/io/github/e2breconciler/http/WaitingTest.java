package io.github.e2breconciler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.http.Waiting.Stage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WaitingTest {

  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(25);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final Waiting waiting = new Waiting(new Patience(HEAD, BODY, ANSWER, IDLE), nanos::get);

  @Test
  void losesPatienceOnlyBeyondTheLimit() {
    waiting.begin();

    nanos.addAndGet(HEAD.toNanos());
    assertThat(waiting.overdue()).isFalse();

    nanos.addAndGet(1);
    assertThat(waiting.overdue()).isTrue();
  }

  @Test
  void addsUpTheWaitsOfOneStage() {
    for (var part = 0; part < 10; part++) {
      waitFor(Duration.ofSeconds(1));
    }
    waiting.begin();
    nanos.addAndGet(1);

    assertThat(waiting.overdue()).isTrue();
  }

  @Test
  void doesNotCountOurOwnWork() {
    waiting.enter(Stage.BODY);
    waitFor(Duration.ofSeconds(1));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    waiting.begin();

    assertThat(waiting.overdue()).isFalse();
  }

  @Test
  void countsEachStageForItself() {
    waitFor(HEAD);
    waiting.enter(Stage.BODY);
    waitFor(BODY);
    waiting.enter(Stage.IDLE);
    waiting.begin();
    nanos.addAndGet(IDLE.toNanos());

    assertThat(waiting.overdue()).isFalse();
  }

  @Test
  void takesTheFirstBytesAfterIdlenessForAHead() {
    waiting.enter(Stage.IDLE);
    waitFor(Duration.ofSeconds(1));

    assertThat(waiting.in(Stage.HEAD)).isTrue();
  }

  @Test
  void doesNotForgiveTheBodyForAnAnswerInBetween() {
    waiting.enter(Stage.BODY);
    waitFor(BODY);
    waiting.enter(Stage.ANSWER);
    waitFor(Duration.ofSeconds(1));
    waiting.enter(Stage.BODY);
    waiting.begin();
    nanos.addAndGet(1);

    assertThat(waiting.overdue()).isTrue();
  }

  @Test
  void countsNothingWhileItIsOurTurn() {
    assertThat(waiting.onClient()).isFalse();
    assertThat(waiting.nanos()).isZero();

    waiting.begin();
    nanos.addAndGet(5);

    assertThat(waiting.onClient()).isTrue();
    assertThat(waiting.nanos()).isEqualTo(5);
  }

  private void waitFor(Duration time) {
    waiting.begin();
    nanos.addAndGet(time.toNanos());
    waiting.end();
  }
}

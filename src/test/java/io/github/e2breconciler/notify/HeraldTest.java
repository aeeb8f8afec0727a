package io.github.e2breconciler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HeraldTest {

  private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(2);

  private final FakeClock clock = new FakeClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Courier.Letter> letters = new ArrayList<>();
  private final List<Duration> limits = new ArrayList<>();
  private @Nullable String refusal;
  private int batches;
  private final Herald herald =
      new Herald(
          new NotifySettings(
              URI.create("http://127.0.0.1:1"),
              Secret.of("a-secret-of-24-bytes-or-so"),
              null,
              GIVE_UP_AFTER),
          new Herald.Route(this::deliver, clock, clock::read, () -> "batch-" + ++batches),
          meters);

  private @Nullable String deliver(Courier.Letter letter, Duration atMost) {
    letters.add(letter);
    limits.add(atMost);
    return refusal;
  }

  @Test
  void sendsNothingWhereNothingWaits() {
    assertThat(herald.step()).isEqualTo(Herald.GATHER);
    assertThat(letters).isEmpty();
  }

  @Test
  void sendsWhatWaitsTogether() {
    offer(3);

    assertThat(herald.step()).isEqualTo(Herald.GATHER);

    assertThat(letters).hasSize(1);
    assertThat(ids(0)).containsExactly("n1", "n2", "n3");
    assertThat(count("delivered")).isEqualTo(3);
  }

  @Test
  void splitsWhatIsMoreThanABatch() {
    offer(Herald.BATCH + 1);

    herald.step();

    assertThat(ids(0)).hasSize(Herald.BATCH);
    assertThat(ids(1)).containsExactly("n101");
    assertThat(letters.get(0).headers().get("webhook-id")).isEqualTo("batch-1");
    assertThat(letters.get(1).headers().get("webhook-id")).isEqualTo("batch-2");
  }

  @Test
  void dropsAndCountsWhatFindsNoRoom() {
    offer(Herald.CAPACITY);

    assertThat(herald.offer(Sample.ending("late"))).isFalse();
    assertThat(count("dropped")).isOne();
    assertThat(meters.get("e2b_reconciler.notices.waiting").gauge().value())
        .isEqualTo(Herald.CAPACITY);

    herald.step();
    assertThat(herald.offer(Sample.ending("later"))).isTrue();
    assertThat(count("delivered")).isEqualTo(Herald.CAPACITY);
  }

  @Test
  void triesAgainWithPausesThatDouble() {
    refusal = "HTTP 503";
    offer(1);

    assertThat(herald.step()).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofMillis(999));
    assertThat(herald.step()).isEqualTo(Duration.ofMillis(1));
    assertThat(letters).hasSize(1);

    clock.advance(Duration.ofMillis(1));
    assertThat(herald.step()).isEqualTo(Duration.ofSeconds(2));
    assertThat(letters).hasSize(2);

    clock.advance(Duration.ofSeconds(2));
    refusal = null;
    assertThat(herald.step()).isEqualTo(Herald.GATHER);
    assertThat(count("delivered")).isOne();
  }

  @Test
  void keepsTheIdAndSignsAnewWhenItTriesAgain() {
    refusal = "HTTP 503";
    offer(1);
    herald.step();
    clock.advance(Duration.ofSeconds(1));
    herald.step();

    var first = letters.get(0).headers();
    var second = letters.get(1).headers();
    assertThat(second.get("webhook-id")).isEqualTo(first.get("webhook-id"));
    assertThat(second.get("webhook-timestamp")).isNotEqualTo(first.get("webhook-timestamp"));
    assertThat(second.get("webhook-signature")).isNotEqualTo(first.get("webhook-signature"));
  }

  @Test
  void keepsTheOrderWhileOneIsTriedAgain() {
    refusal = "HTTP 503";
    offer(1);
    herald.step();
    herald.offer(Sample.ending("n2"));
    refusal = null;
    clock.advance(Duration.ofSeconds(1));

    herald.step();

    assertThat(ids(1)).containsExactly("n1");
    assertThat(ids(2)).containsExactly("n2");
  }

  @Test
  void givesUpInTheEndAndGoesOnWithTheNext() {
    refusal = "HTTP 503";
    offer(1);
    var spent = Duration.ZERO;
    while (count("given-up") == 0 && spent.compareTo(Duration.ofHours(1)) < 0) {
      var pause = herald.step();
      clock.advance(pause);
      spent = spent.plus(pause);
    }
    refusal = null;
    herald.offer(Sample.ending("n2"));
    herald.step();

    assertThat(spent).isBetween(Duration.ofMinutes(1), GIVE_UP_AFTER.plus(Herald.GATHER));
    assertThat(count("given-up")).isOne();
    assertThat(ids(letters.size() - 1)).containsExactly("n2");
  }

  @Test
  void neverPausesForLongerThanAMinute() {
    refusal = "HTTP 503";
    var patient =
        new Herald(
            new NotifySettings(
                URI.create("http://127.0.0.1:1"),
                Secret.of("a-secret-of-24-bytes-or-so"),
                null,
                Duration.ofHours(1)),
            new Herald.Route(this::deliver, clock, clock::read, () -> "b"),
            new SimpleMeterRegistry());
    patient.offer(Sample.ending("n1"));
    var longest = Duration.ZERO;
    for (var i = 0; i < 12; i++) {
      var pause = patient.step();
      clock.advance(pause);
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }

    assertThat(longest).isEqualTo(Herald.LONGEST_PAUSE);
  }

  @Test
  void triesOnceMoreWithLittlePatienceWhenItStops() {
    refusal = "HTTP 503";
    offer(1);
    herald.step();
    refusal = null;

    herald.farewell();

    assertThat(ids(1)).containsExactly("n1");
    assertThat(limits).containsExactly(Herald.ATTEMPT, Herald.FAREWELL);
    assertThat(count("delivered")).isOne();
  }

  @Test
  void saysHowMuchTimeIsLeftWhenItSends() throws IOException {
    refusal = "HTTP 503";
    offer(1);
    herald.step();
    clock.advance(Duration.ofSeconds(40));
    herald.step();

    assertThat(notices(0).path(0).path("secondsLeft").asLong()).isEqualTo(300);
    assertThat(notices(1).path(0).path("secondsLeft").asLong()).isEqualTo(260);
  }

  private void offer(int count) {
    for (var i = 1; i <= count; i++) {
      assertThat(herald.offer(Sample.ending("n" + i))).isTrue();
    }
  }

  private List<String> ids(int letter) {
    try {
      return notices(letter).findValuesAsText("id");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode notices(int letter) throws IOException {
    return new ObjectMapper().readTree(letters.get(letter).body()).path("notices");
  }

  private double count(String outcome) {
    return meters.get("e2b_reconciler.notices").tag("outcome", outcome).counter().count();
  }
}

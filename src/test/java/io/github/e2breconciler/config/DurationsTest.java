package io.github.e2breconciler.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, PT24H",
    "0s, PT0S",
    "PT1H30M, PT1H30M",
    "P2D, PT48H",
    "PT0.000000001S, PT0.000000001S"
  })
  void readsBothSpellings(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "5 m",
        "-5m",
        "5M",
        "1.5h",
        "1h30m",
        "PT-5S",
        "-PT5S",
        "5w",
        "ms",
        "999999999999999d",
        "99999999999999999s",
        "٣s"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageStartingWith("not a duration: " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.5S, 500ms",
    "PT90S, 90s",
    "PT5M, 5m",
    "PT2H, 2h",
    "PT24H, 1d",
    "PT25H, 25h",
    "PT0.0005S, PT0.0005S"
  })
  void writesTheShortestSpelling(Duration duration, String expected) {
    assertThat(Durations.format(duration)).isEqualTo(expected);
  }

  @RepeatedTest(100)
  void readsBackWhatItWrites(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition()); // the seed is the name
    var duration =
        Duration.ofNanos(random.nextLong(1_000_000_000_000_000L))
            .truncatedTo(
                switch (random.nextInt(4)) {
                  case 0 -> ChronoUnit.NANOS;
                  case 1 -> ChronoUnit.MILLIS;
                  case 2 -> ChronoUnit.SECONDS;
                  default -> ChronoUnit.HOURS;
                });

    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }
}

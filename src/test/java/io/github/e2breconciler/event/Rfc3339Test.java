package io.github.e2breconciler.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Rfc3339Test {

  private static final String ALPHABET = "0123456789.:-+TZtz 69";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.5Z",
        "2026-01-01T00:00:00.123456789Z",
        "2026-01-01T23:59:59.999999999Z",
        "2024-02-29T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-01-01T00:00:00+02:00",
        "2016-12-31T23:59:60Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01t00:00:00z",
        "2026-01-01T00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.5",
        "2026-01-01T00:00:00Z ",
        "2026-01-01 00:00:00Z",
        "2026-01-01",
        "Z",
        ""
      })
  void readsAsInstantDoes(String text) {
    assertThat(Rfc3339.parse(text)).isEqualTo(instant(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+12026-01-01T00:00:00Z", "-2026-01-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z"})
  void refusesYearsOfOtherForms(String text) {
    assertThat(Rfc3339.parse(text)).isNull();
  }

  @RepeatedTest(500)
  void readsDamagedTextsAsInstantDoes(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var time = Instant.ofEpochSecond(random.nextLong(253_402_300_800L), random.nextInt(1 << 29));
    var text = new StringBuilder(time.toString());
    var damage = random.nextInt(3);
    for (var i = 0; i < damage; i++) {
      var at = random.nextInt(5, text.length());
      text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }

    assertThat(Rfc3339.parse(text.toString())).as(text.toString()).isEqualTo(instant(text));
  }

  private static @Nullable Instant instant(CharSequence text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}

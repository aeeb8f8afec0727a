package io.github.e2breconciler.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "'', abc, 3", "same, same, 0", "ab, ba, 2"})
  void countsTheLettersToChange(String a, String b, int expected) {
    assertThat(Nearest.distance(a, b)).isEqualTo(expected);
    assertThat(Nearest.distance(b, a)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"on, off", "off, on", "no, on", "On, off"})
  void neverSuggestsAnOpposite(String word, String known) {
    assertThat(Nearest.to(word, List.of(known))).isNull();
  }

  @Test
  void namesTheNearestKnownWordIfAnyIsNear() {
    var known = List.of("per-pass", "per-hour", "share");

    assertThat(Nearest.to("perpass", known)).isEqualTo("per-pass");
    assertThat(Nearest.to("per_hour", known)).isEqualTo("per-hour");
    assertThat(Nearest.to("quarantine", known)).isNull();
  }
}

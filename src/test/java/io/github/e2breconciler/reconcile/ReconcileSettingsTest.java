package io.github.e2breconciler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReconcileSettingsTest {

  @Test
  void noticesWithinFifteenSecondsByDefault() {
    assertThat(Reads.read("", ReconcileSettings::read))
        .isEqualTo(
            new ReconcileSettings(Duration.ofSeconds(15), new SuspicionSettings(30, 50, 5), false));
  }

  @Test
  void readsEveryKey() {
    var yaml =
        "detection: 2s\nsuspicion: { shrink: 90%, mass-expiry: 100%, at-least: 50 }\nliveness-probe: true";

    assertThat(Reads.read(yaml, ReconcileSettings::read))
        .isEqualTo(
            new ReconcileSettings(Duration.ofSeconds(2), new SuspicionSettings(90, 100, 50), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "detection: 999ms | detection is 999ms, less than 1s",
        "detection: 61m | detection is 61m, more than 1h",
        "suspicion: { shrink: 0% } | suspicion.shrink is 0%, less than 1%",
        "suspicion: { mass-expiry: 101% } | suspicion.mass-expiry is 101%, more than 100%",
        "liveness-probe: maybe | liveness-probe is neither true nor false: maybe",
        "suspicion: { at-least: 0 } | suspicion.at-least is 0, less than 1"
      })
  void refusesEachViolation(String yaml, String problem) {
    assertThat(Reads.problems(yaml, ReconcileSettings::read))
        .containsExactly(problem + " (line 1)");
  }
}

package io.github.e2breconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogSettingsTest {

  @Test
  void takesWhatLogbackKnows() {
    assertThat(LogSettings.mistakes(Map.of())).isEmpty();
    assertThat(LogSettings.mistakes(Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "debug"))).isEmpty();
    assertThat(LogSettings.mistakes(Map.of("LOG_FORMAT", "text", "LOG_LEVEL", "WARN"))).isEmpty();
  }

  @Test
  void tellsWhatWouldLeaveUsWithoutALog() {
    assertThat(LogSettings.mistakes(Map.of("LOG_FORMAT", "yaml", "LOG_LEVEL", "loud")))
        .containsExactly(
            "LOG_FORMAT is yaml, not one of text, json",
            "LOG_LEVEL is loud, not one of OFF, ERROR, WARN, INFO, DEBUG, TRACE, ALL");
  }
}

package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.testing.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LogFormatIT {

  private static final String[] DEMO =
      "demo --for PT60S --seed 7 --simulator-port 0 --port 0 --admin-port 0".split(" ");

  @TempDir private Path folder;

  @Test
  void writesAnObjectALineWithTheIdOfItsPass() throws Exception {
    try (var demo = Child.program(folder, Map.of("LOG_FORMAT", "json"), DEMO)) {
      demo.awaitLine("pass done id=");
      demo.kill();
      var logged = new ArrayList<JsonNode>();
      for (var line : demo.output().lines().filter(line -> line.matches("\\{.*}")).toList()) {
        logged.add(new ObjectMapper().readTree(line));
      }

      assertThat(logged)
          .isNotEmpty()
          .allSatisfy(line -> {
            assertThat(line.path("timestamp").isNumber()).isTrue();
            assertThat(line.path("level").asText()).isNotEmpty();
            assertThat(line.path("loggerName").asText()).isNotEmpty();
            assertThat(line.path("formattedMessage").asText()).isNotEmpty();
          });
      assertThat(of(logged, "listening webhooks="))
          .isNotEmpty()
          .allMatch(it -> it.path("mdc").isEmpty());
      assertThat(of(logged, "pass done id="))
          .isNotEmpty()
          .allMatch(it -> it.path("mdc").has("pass"));
    }
  }

  @Test
  void refusesAFormatThatWouldLeaveItSilent() throws Exception {
    try (var child = Child.program(folder, Map.of("LOG_FORMAT", "JSON"), "version")) {
      assertThat(child.exitCode()).isEqualTo(78);
      assertThat(child.output()).isEqualTo("LOG_FORMAT is JSON, not one of text, json");
    }
  }

  private static List<JsonNode> of(List<JsonNode> logged, String start) {
    var found =
        logged.stream()
            .filter(it -> it.path("formattedMessage").asText().startsWith(start))
            .toList();
    assertThat(found).as(start).isNotEmpty();
    return found;
  }
}

package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DoctorCommandIT {

  @TempDir private Path folder;

  @Test
  void tellsEveryMistakeOfTheConfiguration() throws Exception {
    Files.writeString(folder.resolve("test.yaml"), "mode: destroy\ndetection: soon\n");

    try (var doctor = Child.program(folder, Map.of(), "doctor", "--config", "test.yaml")) {
      assertThat(doctor.exitCode()).isEqualTo(78);
      assertThat(doctor.output())
          .containsPattern("fail  configuration +mode .*\\. Fix: ")
          .containsPattern("fail  configuration +detection .*\\. Fix: ")
          .contains("E2B_API_KEY", "0 ok, 0 warn, ");
    }
  }

  @Test
  void failsWhereSomethingDoes() throws Exception {
    Served.configure(folder, URI.create("http://127.0.0.1:9"), "webhook: \"off\"", "");
    var environment = Map.of("E2B_API_KEY", Served.KEY);

    try (var doctor = Child.program(folder, environment, "doctor", "--config", "test.yaml")) {
      assertThat(doctor.exitCode()).isEqualTo(1);
      assertThat(doctor.output())
          .containsPattern("ok    configuration +test.yaml, 1 account")
          .containsPattern("fail  default key .*\\. Fix: ")
          .contains(" 1 fail.");
    }
    assertThat(folder.resolve("test.db")).doesNotExist();
  }
}

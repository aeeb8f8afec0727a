package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DemoIT {

  @TempDir private Path folder;

  @Test
  void endsEveryLeakAndTouchesNothingElse() throws Exception {
    try (var demo =
        Child.program(
            folder,
            Map.of(),
            "demo --for PT45S --seed 7 --simulator-port 0 --port 0 --admin-port 0".split(" "))) {
      demo.awaitLine("admin           http://127.0.0.1:");
      demo.awaitLine("kill killed sandbox=");
      demo.awaitLine("After 45 s:");

      assertThat(demo.exitCode()).as(demo.output()).isZero();
      assertThat(demo.output())
          .containsOnlyOnce("owned sandboxes ended: 0")
          .doesNotContain("still alive");
    }
  }
}

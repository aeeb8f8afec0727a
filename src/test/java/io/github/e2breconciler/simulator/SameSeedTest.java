package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A fleet that lives under every fault, with its webhooks and a client: a function of its seed. */
final class SameSeedTest {

  @ParameterizedTest
  @FieldSource("io.github.e2breconciler.simulator.FaultPlan#PRESETS")
  void sameSeedGivesSameRunToTheByte(String preset) {
    var first = SameSeedRun.run(preset, 7);

    assertThat(SameSeedRun.run(preset, 7)).isEqualTo(first);
    assertThat(SameSeedRun.run(preset, 8)).isNotEqualTo(first);
    assertThat(first).hasSizeGreaterThan(100_000);
  }

  /** Sets and maps that Java copies are in another order in each process. */
  @Test
  void givesSameRunInAnotherProcess() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var run = SameSeedRun.class.getName();
    var command = List.of(java, "-XX:TieredStopAtLevel=1", "-cp", path, run, "full-menu", "7");

    try (var child = Child.start(Path.of("").toAbsolutePath(), Map.of(), command)) {
      assertThat(child.awaitLine("digest "))
          .isEqualTo("digest " + SameSeedRun.digest(SameSeedRun.run("full-menu", 7)));
    }
  }
}

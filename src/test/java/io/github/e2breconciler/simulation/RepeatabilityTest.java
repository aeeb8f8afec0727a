package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seed that does not repeat itself is no use to who looks into it. */
final class RepeatabilityTest {

  /** It carries out plans and loses a whole fleet, whose order once was another in each process. */
  private static final long SEED = 12;

  @Test
  void seedRepeatsItselfToTheLetter() {
    try (var _ = new Complaints()) { // hushes the log
      assertThat(SimulatedRun.digest(SEED)).isEqualTo(SimulatedRun.digest(SEED));
    }
  }

  /** The JDK salts the order of its unmodifiable sets and maps anew in every process. */
  @Test
  void seedRepeatsItselfInAnotherProcess(@TempDir Path folder)
      throws IOException, InterruptedException {
    String other;
    try (var child =
        Child.main(Simulate.class.getName(), folder, Map.of(), "--digest", SEED + ".." + SEED)) {
      other = child.awaitLine("seed=" + SEED + " ");
    }

    try (var _ = new Complaints()) {
      assertThat(SimulatedRun.digest(SEED)).isEqualTo(other);
    }
  }
}

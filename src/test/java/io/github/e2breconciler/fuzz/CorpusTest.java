package io.github.e2breconciler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Every kept input, and each of them cut short and spoilt in the middle. */
final class CorpusTest {

  private static final int LARGEST = 64 << 10; // 64 KiB: a corpus stays small

  private final Map<Logger, Level> levels = new LinkedHashMap<>();

  @BeforeEach
  void beSilent() {
    for (var name : List.of(Logger.ROOT_LOGGER_NAME, "e2b-webhook")) {
      var logger = (Logger) LoggerFactory.getLogger(name);
      levels.put(logger, logger.getLevel());
      logger.setLevel(Level.OFF);
    }
  }

  @AfterEach
  void speakAgain() {
    levels.forEach(Logger::setLevel);
  }

  @ParameterizedTest
  @EnumSource
  void holdsForEveryKeptInput(Targets which) throws IOException {
    try (var target = which.open()) {
      for (var file : files(which.inputs())) {
        var input = Files.readAllBytes(file);
        assertDoesNotThrow(() -> target.accept(input), file.toString());
        for (var variant : variants(input)) {
          assertDoesNotThrow(() -> target.accept(variant), () -> "a variant of " + file);
        }
      }
    }
  }

  @Test
  void keepsSeedsForEveryTarget() throws IOException {
    for (var which : Targets.values()) {
      assertThat(files(which.inputs().resolve("seeds"))).as(which.label()).hasSizeGreaterThan(3);
      assertThat(files(which.inputs()))
          .allSatisfy(file -> assertThat(file.toFile().length()).isLessThanOrEqualTo(LARGEST));
    }
  }

  private static List<byte[]> variants(byte[] input) {
    if (input.length < 2) {
      return List.of();
    }
    var spoilt = input.clone();
    spoilt[input.length / 2] ^= 0x20;
    var doubled = Arrays.copyOf(input, 2 * input.length);
    System.arraycopy(input, 0, doubled, input.length, input.length);
    return List.of(
        Arrays.copyOf(input, input.length / 2),
        Arrays.copyOf(input, input.length - 1),
        spoilt,
        doubled);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }
}

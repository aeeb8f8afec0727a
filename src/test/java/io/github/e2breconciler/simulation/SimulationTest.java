package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The seeds 1 to 1,000, or those of {@code -Dsimulation.seeds=A..B}, one run each. */
final class SimulationTest {

  private static final String SEEDS = System.getProperty("simulation.seeds", "1..1000");

  /** As many see everything that may happen. */
  private static final int WHOLE = 1_000;

  private static final Logger log = LoggerFactory.getLogger(SimulationTest.class);

  private static final Batch BATCH = new Batch();
  private static final Map<Long, CompletableFuture<String>> RUNS = new LinkedHashMap<>();
  private static final InstantSource CLOCK = InstantSource.system();
  private static final ExecutorService EXECUTOR =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private static Instant begun = Instant.EPOCH;

  @BeforeAll
  static void startAll() {
    begun = CLOCK.instant();
    seeds()
        .forEach(
            seed -> RUNS.put(seed, CompletableFuture.supplyAsync(() -> BATCH.run(seed), EXECUTOR)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void endsOrphansAndNothingElse(long seed) {
    var run = RUNS.getOrDefault(seed, CompletableFuture.completedFuture("it never ran"));

    assertThat(run.join()).isEmpty();
  }

  @AfterAll
  static void sumUp() {
    EXECUTOR.close();
    BATCH.close();
    var failed = RUNS.values().stream().filter(run -> !run.join().isEmpty()).count();
    log.info(BATCH.summary(Duration.between(begun, CLOCK.instant()), (int) failed));
    if (RUNS.size() >= WHOLE) {
      assertThat(Coverage.missing(BATCH.total()))
          .as("what never happened in %d seeds, so that they prove nothing about it", RUNS.size())
          .isEmpty();
    }
  }

  static LongStream seeds() {
    return Batch.seeds(SEEDS);
  }
}

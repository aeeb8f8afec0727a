package io.github.e2breconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** The seeds 1 to 200, or those of {@code -Dsimulation.seeds=A..B}, one run each. */
final class SimulationTest {

  private static final String PROPERTY = "simulation.seeds";
  private static final String DEFAULT = "1..200";
  private static final Logger log = LoggerFactory.getLogger(SimulationTest.class);

  private static final Tally TOTAL = new Tally();
  private static final Map<Long, CompletableFuture<String>> RUNS = new LinkedHashMap<>();
  private static final List<Complaints> COMPLAINTS = new ArrayList<>();
  private static final ExecutorService EXECUTOR =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  @BeforeAll
  static void startAll() {
    var complaints = new Complaints();
    COMPLAINTS.add(complaints);
    seeds()
        .forEach(seed ->
            RUNS.put(
                seed, CompletableFuture.supplyAsync(() -> failure(seed, complaints), EXECUTOR)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void endsOrphansAndNothingElse(long seed) {
    var run = RUNS.getOrDefault(seed, CompletableFuture.completedFuture("it never ran"));

    assertThat(run.join()).as("seed " + seed).isEmpty();
  }

  @AfterAll
  static void sumUp() {
    EXECUTOR.close();
    COMPLAINTS.forEach(Complaints::close);
    log.info(
        "simulated seeds={} hours={} steps={} pauses={} kills={} crashes={} guards={} all={}",
        System.getProperty(PROPERTY, DEFAULT),
        TOTAL.of("virtual-minutes") / 60,
        TOTAL.of("steps"),
        TOTAL.of("pauses"),
        TOTAL.of("kills"),
        TOTAL.of("crashes"),
        TOTAL.guards(),
        TOTAL);
    if (RUNS.size() >= 200) {
      assertThat(List.of("pauses", "kills", "crashes", "lost-webhooks", "store-faults"))
          .allSatisfy(what -> assertThat(TOTAL.of(what)).as(what).isPositive());
      assertThat(TOTAL.guards()).as("guards that refused").isGreaterThanOrEqualTo(8);
    }
  }

  /** Runs a seed; what went wrong with it and how that came, or empty. */
  private static String failure(long seed, Complaints complaints) {
    try (var run = new SimulatedRun(seed)) {
      TOTAL.add(run.run());
      var faults = complaints.take();
      return faults.isEmpty() ? "" : "it logged faults of its own: " + faults;
    } catch (Violation e) {
      complaints.take();
      return String.valueOf(e.getMessage());
    }
  }

  static LongStream seeds() {
    var ends = System.getProperty(PROPERTY, DEFAULT).split("\\.\\.", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }
}

package io.github.e2breconciler.simulation;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.PrimitiveIterator;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code simulate --seeds A..B}, or {@code simulate --hours N} for as many seeds as fit
 * into so many hours: runs them, tells of each that fails, and every thousand seeds and at the end
 * of all together. Its status is 1 if any failed. {@code simulate --digest A..B} tells in a line a
 * seed what happened, to compare it with the same elsewhere. {@code simulate --speed A..B} runs the
 * seeds with a fleet of 200 beside whatever they draw, whose owners tell for all of their sandboxes
 * at once that they live. {@code simulate --mutants A..B} runs each mutant, or those whose name
 * holds a text, on these seeds until one catches it; its status is 1 if one was not caught.
 */
final class Simulate {

  private static final String USAGE =
      "usage: simulate --seeds A..B | --speed A..B | --hours N | --digest A..B"
          + " | --mutants A..B [TEXT]";

  /** Seeds between two signs of life. */
  private static final int SOME = 10;

  /** Seeds between two reports. */
  private static final int MANY = 1_000;

  private final Batch batch;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final InstantSource clock = InstantSource.system();
  private final Instant begun = clock.instant();
  private final PrintStream out;

  private Simulate(PrintStream out, LongFunction<Seed> draw) {
    this.out = out;
    this.batch = new Batch(draw);
  }

  /** Runs; the process ends by it. */
  public static void main(String[] arguments) {
    if (arguments.length > 1 && arguments[0].equals("--mutants")) {
      var text = arguments.length > 2 ? arguments[2] : "";
      var hunt = new Hunt(System.out);
      System.exit(
          hunt.run(mutant -> mutant.name().contains(text), Batch.seeds(arguments[1])) == 0 ? 0 : 1);
    }
    if (arguments.length != 2) {
      System.err.println(USAGE);
      System.exit(2);
    }
    var simulate =
        new Simulate(System.out, arguments[0].equals("--speed") ? Seed::ofFleet : Seed::of);
    switch (arguments[0]) {
      case "--seeds", "--speed" -> simulate.run(Batch.seeds(arguments[1]), Duration.ofDays(365));
      case "--digest" -> simulate.digest(Batch.seeds(arguments[1]));
      case "--hours" ->
          simulate.run(
              LongStream.iterate(simulate.begun.toEpochMilli(), seed -> seed + 1),
              Duration.ofHours(Long.parseLong(arguments[1])));
      default -> {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    System.exit(simulate.failed.get() == 0 ? 0 : 1);
  }

  private void digest(LongStream seeds) {
    try (batch) { // hushes the log
      seeds.mapToObj(SimulatedRun::digest).forEach(out::println);
    }
  }

  private void run(LongStream seeds, Duration length) {
    var next = seeds.iterator();
    var end = begun.plus(length);
    var threads = Runtime.getRuntime().availableProcessors();
    var lanes = new ArrayList<Future<?>>();
    try (batch;
        var executor = Executors.newFixedThreadPool(threads)) {
      for (var i = 0; i < threads; i++) {
        lanes.add(executor.submit(() -> run(next, end)));
      }
    }
    lanes.forEach(Future::resultNow); // or what a lane died of: then seeds are missing
    report();
    var missing = Coverage.missing(batch.total());
    if (!missing.isEmpty()) {
      out.println("never happened: " + missing);
    }
  }

  private void run(PrimitiveIterator.OfLong seeds, Instant end) {
    for (var seed = take(seeds); seed != null; seed = take(seeds)) {
      if (clock.instant().isAfter(end)) {
        return;
      }
      run(seed);
    }
  }

  /** What came of all so far. */
  private void report() {
    out.println(batch.summary(Duration.between(begun, clock.instant()), failed.get()));
  }

  private static @Nullable Long take(PrimitiveIterator.OfLong seeds) {
    synchronized (seeds) {
      return seeds.hasNext() ? seeds.next() : null;
    }
  }

  private void run(long seed) {
    var failure = batch.run(seed);
    var count = done.incrementAndGet();
    if (count % MANY == 0) {
      report();
    } else if (count % SOME == 0) {
      out.println("… " + count + " seeds");
    }
    if (!failure.isEmpty()) {
      failed.incrementAndGet();
      out.println(failure);
    }
  }
}

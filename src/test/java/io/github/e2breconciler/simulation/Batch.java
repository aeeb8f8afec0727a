package io.github.e2breconciler.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Many seeds, and what happened in all of them together. Any thread may run one. */
final class Batch implements AutoCloseable {

  private final Complaints complaints = new Complaints();
  private final Tally total = new Tally();
  private final AtomicInteger seeds = new AtomicInteger();
  private final LongFunction<Seed> draw;

  /** Of seeds as their numbers draw them. */
  Batch() {
    this(Seed::of);
  }

  /** Of such seeds. */
  Batch(LongFunction<Seed> draw) {
    this.draw = draw;
  }

  /** From text like {@code 1..200}, or one number. */
  static LongStream seeds(String text) {
    var ends = text.split("\\.\\.", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }

  /** Runs a seed; what went wrong with it, or null. */
  @Nullable Failure failure(long seed) {
    complaints.begin();
    seeds.incrementAndGet();
    try (var run = new SimulatedRun(draw.apply(seed))) {
      try {
        total.add(run.run());
      } catch (Violation e) {
        complaints.take();
        return run.failure(e.law(), e.sandbox(), String.valueOf(e.getMessage()));
      }
      var faults = complaints.take();
      return faults.isEmpty()
          ? null
          : run.failure(LawName.FAULT, null, "it logged " + told(faults));
    }
  }

  private static String told(List<Throwable> faults) {
    return faults.stream()
        .map(fault -> fault + " at " + Arrays.stream(fault.getStackTrace()).limit(8).toList())
        .collect(Collectors.joining("; "));
  }

  /** The same with the least trouble by which it comes about, as text; or empty. */
  String run(long seed) {
    var failure = failure(seed);
    return failure == null ? "" : Bisection.running(complaints).least(failure).toString();
  }

  Tally total() {
    return total;
  }

  /** One line on all of it. */
  String summary(Duration took, int violations) {
    var hours = total.of("virtual-minutes") / 60.0;
    return String.format(
        Locale.ROOT,
        "simulated seeds=%d hours=%.0f hoursAMinute=%.0f steps=%d pauses=%d kills=%d crashes=%d"
            + " guards=%d violations=%d all=%s",
        seeds.get(),
        hours,
        hours / Math.max(1, took.toSeconds()) * 60,
        total.of("steps"),
        total.of("pauses"),
        total.of("kills"),
        total.of("crashes"),
        total.guards(),
        violations,
        total);
  }

  @Override
  public void close() {
    complaints.close();
  }
}

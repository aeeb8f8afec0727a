package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;

/** What a workload leaves to chance. Not thread-safe. */
final class WorkloadDraws {

  /** How a sandbox leaks, beside that its owner crashes. */
  enum Leak {
    /** Not at all. */
    NONE,
    /** Its owner lost the handle: nobody ends it. */
    LOST_HANDLE,
    /** Paused at its end, and woken by traffic again and again. */
    REVIVED,
    /** Its children outlive it. */
    FORKED,
    /** The create was sent twice, and one of both is never used. */
    TWIN;

    private static final List<Leak> REAL = List.of(LOST_HANDLE, REVIVED, FORKED, TWIN);
  }

  private record Kind(String template, Size size, int weight) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("base", new Size(2, 512), 55),
          new Kind("code-interpreter-v1", new Size(2, 1_024), 30),
          new Kind("desktop", new Size(4, 4_096), 12),
          new Kind("trainer", new Size(8, 8_192), 3));

  /** Heavy: a mean, but no variance; three times the shortest is the mean. */
  private static final double TAIL = 1.5;

  private static final Duration LONGEST = Duration.ofHours(20);
  private static final double HOURS = 24;
  private static final double PEAK_HOUR = 15;

  private final WorkloadSettings settings;
  private final SplittableRandom random;

  WorkloadDraws(WorkloadSettings settings) {
    this.settings = settings;
    this.random = new SplittableRandom(settings.seed());
  }

  /** How long a sandbox is in use, by Pareto's law. */
  Duration life() {
    var shortest = settings.meanLife().toMillis() * (TAIL - 1) / TAIL;
    var drawn = (long) (shortest / Math.pow(1 - random.nextDouble(), 1 / TAIL));
    return Duration.ofMillis(Math.min(drawn, LONGEST.toMillis()));
  }

  /** The pause to the next of what comes by chance, {@code mean} apart. */
  Duration pause(Duration mean) {
    return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean.toNanos()));
  }

  /** Whether one comes, of those that would come at the busiest hour. */
  boolean arrives(Instant now) {
    var time = now.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / 3_600.0;
    var swing = Math.cos(2 * Math.PI * (time - PEAK_HOUR) / HOURS);
    return random.nextDouble() * (1 + settings.day()) < 1 + settings.day() * swing;
  }

  Leak leak() {
    return chance(settings.leakShare())
        ? Leak.REAL.get(random.nextInt(Leak.REAL.size()))
        : Leak.NONE;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A sandbox of some template, that E2B ends after {@code timeout}. */
  NewSandbox spec(Duration timeout) {
    var drawn = random.nextInt(KINDS.stream().mapToInt(Kind::weight).sum());
    for (var kind : KINDS) {
      drawn -= kind.weight;
      if (drawn < 0) {
        return NewSandbox.of(Templates.id(kind.template), timeout).withSize(kind.size);
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}

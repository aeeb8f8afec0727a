package io.github.e2breconciler.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a pass or a judgement is due of itself. Where our clock is set back, nothing waits for its
 * return. For the thread of the passes alone.
 */
final class Timetable {

  /** What asks for a pass where a case wants its next step. */
  static final String DUE = "due";

  private final Intervals intervals;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<Stream<Instant>> cases;
  private Instant lastStarted = Instant.MIN;
  private Instant nextScheduled = Instant.MIN;
  private Instant nextJudgement = Instant.MIN;

  /**
   * A timetable on which everything is due at once.
   *
   * @param cases when each of the cases wants its next step that has one
   */
  Timetable(
      Intervals intervals,
      InstantSource clock,
      RandomGenerator random,
      Supplier<Stream<Instant>> cases) {
    this.intervals = intervals;
    this.clock = clock;
    this.random = random;
    this.cases = cases;
  }

  /** Counts from now what was to come by a clock that was set back since. */
  void noteClock() {
    var now = clock.instant();
    if (lastStarted.isAfter(now)) {
      nextScheduled = now.plus(Duration.between(lastStarted, nextScheduled));
      lastStarted = now;
      nextJudgement = now;
    }
  }

  /** Whether a judgement is due; the next one is an interval later. */
  boolean takeJudgement() {
    var now = clock.instant();
    if (now.isBefore(nextJudgement)) {
      return false;
    }
    nextJudgement = now.plus(intervals.detection());
    return true;
  }

  /** What asks for a pass now, by the name of its trigger; null if nothing does. */
  @Nullable String due() {
    var now = clock.instant();
    if (lastStarted.equals(Instant.MIN)) {
      return "start";
    }
    if (!now.isBefore(nextScheduled)) {
      return "schedule";
    }
    return now.isBefore(caseDue()) ? null : DUE;
  }

  /**
   * A pass starts now that acts on whatever is due. The next scheduled one follows an interval
   * later, and up to a tenth more by chance, so that daemons started together do not call E2B
   * together for ever.
   */
  void started() {
    lastStarted = clock.instant();
    var interval = intervals.walk();
    nextScheduled =
        lastStarted.plus(interval).plusMillis(random.nextLong(1 + interval.toMillis() / 10));
  }

  /** The next judgement or case, whichever is first. */
  Instant next() {
    var due = caseDue();
    return due.isBefore(nextJudgement) ? due : nextJudgement;
  }

  /**
   * When a case wants a pass; one that was refused asks again, but not at once, and is in nobody's
   * way.
   */
  private Instant caseDue() {
    var again =
        lastStarted.equals(Instant.MIN) ? lastStarted : lastStarted.plus(intervals.births());
    return cases
        .get()
        .map(due -> due.isAfter(lastStarted) ? due : again)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }
}

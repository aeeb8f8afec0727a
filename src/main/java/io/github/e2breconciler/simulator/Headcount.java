package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many of a team's sandboxes ran and how many started, by steps of thirty seconds, for seven
 * days.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Headcount {

  private static final long STEP_SECONDS = 30;
  private static final Duration RETENTION = Duration.ofDays(7);

  /**
   * One step.
   *
   * @param at its beginning
   * @param most how many ran at once
   * @param started how many began to run
   */
  record Step(Instant at, int most, int started) {

    float startsPerSecond() {
      return (float) started / STEP_SECONDS;
    }
  }

  private record Counts(int most, int last, int started) {

    Counts with(int running, boolean start) {
      return new Counts(Math.max(most, running), running, started + (start ? 1 : 0));
    }
  }

  private final NavigableMap<Long, Counts> steps = new TreeMap<>();
  private final Timeline timeline;

  Headcount(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Notes that {@code running} run now, one of them since just now where {@code start}. */
  void changed(int running, boolean start) {
    var now = timeline.now();
    steps.compute(
        step(now),
        (step, counts) -> (counts == null ? carriedInto(step) : counts).with(running, start));
    steps.headMap(step(now.minus(RETENTION))).clear();
  }

  /** The steps from the one of {@code start} to the one of {@code end}, oldest first. */
  List<Step> between(Instant start, Instant end) {
    var oldest = steps.isEmpty() ? step(timeline.now()) : steps.firstKey();
    var found = new ArrayList<Step>();
    for (var step = Math.max(step(start), oldest); step <= step(end); step++) {
      var counts = steps.getOrDefault(step, carriedInto(step));
      found.add(new Step(Instant.ofEpochSecond(step * STEP_SECONDS), counts.most, counts.started));
    }
    return found;
  }

  private Counts carriedInto(long step) {
    var before = steps.lowerEntry(step);
    var running = before == null ? 0 : before.getValue().last;
    return new Counts(running, running, 0);
  }

  private static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
  }
}

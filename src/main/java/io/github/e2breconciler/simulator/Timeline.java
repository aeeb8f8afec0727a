package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * The one course of time that all teams share: what is due happens in order, each at its own time.
 *
 * <p>Guarded by {@link #lock()}, which callers hold around everything else. Time never goes back,
 * even when the clock does.
 */
final class Timeline {

  private static final int NODES = 4;

  /** Something to do at a time; {@code sequence} orders equal times. */
  private record Due(Instant at, long sequence, Runnable work) {}

  private final Object lock = new Object();
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
  private final InstantSource clock;
  private final Ids ids;
  private final Nodes nodes;
  private final Pace pace = new Pace();
  private Duration ahead = Duration.ZERO;
  private Instant now;
  private long sequence;

  Timeline(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.ids = new Ids(random);
    this.nodes = new Nodes(NODES);
    this.now = clock.instant();
  }

  Object lock() {
    return lock;
  }

  Ids ids() {
    return ids;
  }

  Nodes nodes() {
    return nodes;
  }

  Pace pace() {
    return pace;
  }

  /** The time of what is happening: while due work runs, the time at which it was due. */
  Instant now() {
    return now;
  }

  /** Does {@code work} when time gets to {@code at}; a past time means at the next advance. */
  void at(Instant at, Runnable work) {
    agenda.add(new Due(at, sequence++, work));
  }

  /** The clock's time, whatever the world's. */
  Instant clock() {
    return clock.instant();
  }

  /** Lets the world's time be ahead of the clock's, or behind. */
  void skew(Duration value) {
    ahead = value;
  }

  /** Brings the world to the clock's time, or as far from it as it is skewed. */
  void advance() {
    advanceTo(clock.instant().plus(ahead));
  }

  /** Brings the world to {@code target}; an earlier time than now only does what is due now. */
  void advanceTo(Instant target) {
    var end = later(now, target);
    for (var due = agenda.peek(); due != null && !due.at.isAfter(end); due = agenda.peek()) {
      agenda.remove();
      now = later(now, due.at);
      due.work.run();
    }
    now = end;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}

package io.github.e2breconciler.simulator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long E2B takes over what it does to a sandbox; no time at all unless that is set.
 *
 * <p>Guarded by the timeline's lock.
 */
final class Pace {

  /** What takes time. */
  enum Work {
    PAUSE,
    KILL,
    SNAPSHOT
  }

  private final Map<Work, Duration> lengths = new EnumMap<>(Work.class);

  Duration of(Work work) {
    return lengths.getOrDefault(work, Duration.ZERO);
  }

  void set(Work work, Duration length) {
    lengths.put(work, length);
  }
}

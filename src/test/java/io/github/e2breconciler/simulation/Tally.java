package io.github.e2breconciler.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of thing happened. */
final class Tally {

  static final String REFUSED = "refused-by-";
  static final String VERDICT = "verdict-";

  private final Map<String, Long> counts = new TreeMap<>();

  void count(String what) {
    add(what, 1);
  }

  synchronized void add(String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  synchronized void add(Tally other) {
    other.counts.forEach(this::add);
  }

  synchronized long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** How many guards refused something. */
  synchronized long guards() {
    return counts.keySet().stream().filter(what -> what.startsWith(REFUSED)).count();
  }

  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}

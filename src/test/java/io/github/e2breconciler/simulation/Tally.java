package io.github.e2breconciler.simulation;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

  /** It may happen, and has not yet. */
  void expect(String what) {
    add(what, 0);
  }

  /** The names of what was expected and never happened. */
  synchronized Set<String> missed() {
    var names = new TreeSet<String>();
    counts.forEach((what, count) -> {
      if (count == 0) {
        names.add(what);
      }
    });
    return names;
  }

  synchronized long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** How many guards refused something. */
  synchronized long guards() {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().startsWith(REFUSED) && each.getValue() > 0)
        .count();
  }

  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}

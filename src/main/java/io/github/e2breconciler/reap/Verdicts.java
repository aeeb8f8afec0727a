package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Leaning;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many sandboxes came to which verdict by which policy. Not thread-safe. */
final class Verdicts {

  static final String NO_POLICY = "none";

  private final Map<Kind, Integer> counts = new HashMap<>();

  /** A verdict's label, and the policy by name whose it is, {@code none} where it is none's. */
  record Kind(String policy, String label) {}

  void count(Leaning leaning) {
    var policy = leaning.policy();
    counts.merge(
        new Kind(policy == null ? NO_POLICY : policy.name(), leaning.label()), 1, Integer::sum);
  }

  Map<Kind, Integer> counts() {
    return Map.copyOf(counts);
  }

  /** The same, whosever they are. */
  Map<String, Integer> byLabel() {
    var labels = new TreeMap<String, Integer>();
    counts.forEach((kind, count) -> labels.merge(kind.label(), count, Integer::sum));
    return labels;
  }
}

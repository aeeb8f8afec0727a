package io.github.e2breconciler.bench;

import io.github.e2breconciler.bench.Load.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The results of rounds that took turns. Not thread-safe. */
final class Rounds {
  private final Map<Target, List<Result>> results = new EnumMap<>(Target.class);

  void add(Target target, Result result) {
    results.computeIfAbsent(target, _ -> new ArrayList<>()).add(result);
  }

  double perSecond(Target target) {
    return median(of(target).stream().map(Result::perSecond).toList());
  }

  /** The median of the ratios of neighbours: noise that lasts longer than both cancels out. */
  double ratio(Target target, Target other) {
    var ratios = new ArrayList<Double>();
    for (var i = 0; i < of(target).size(); i++) {
      ratios.add(of(target).get(i).perSecond() / of(other).get(i).perSecond());
    }
    return median(ratios);
  }

  Latencies latencies(Target target) {
    var all = new Latencies();
    of(target).forEach(result -> all.addAll(result.latencies()));
    return all;
  }

  private List<Result> of(Target target) {
    return results.getOrDefault(target, List.of());
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}

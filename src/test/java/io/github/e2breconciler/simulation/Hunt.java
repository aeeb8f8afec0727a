package io.github.e2breconciler.simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Every mutant, run until a seed catches it: how good laws and seeds are at finding mistakes. */
final class Hunt {

  private final PrintStream out;

  Hunt(PrintStream out) {
    this.out = out;
  }

  /**
   * Hunts them, as many at a time as there are processors, and tells of each.
   *
   * @return how many no seed caught
   */
  int run(Predicate<Mutant> wanted, LongStream seeds) {
    var numbers = seeds.toArray();
    var caught = new ArrayList<Boolean>();
    var fates = new ArrayList<java.util.concurrent.Future<Mutant.Fate>>();
    try (var _ = new Complaints(); // hushes the log for them all
        var executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (var mutant : Mutants.all().stream().filter(wanted).toList()) {
        fates.add(
            executor.submit(() -> {
              var fate = mutant.hunt(LongStream.of(numbers));
              out.println(fate);
              return fate;
            }));
      }
    }
    for (var fate : fates) {
      caught.add(fate.resultNow().caught());
    }
    out.println("mutants=" + caught.size() + " caught=" + count(caught));
    return caught.size() - count(caught);
  }

  private static int count(List<Boolean> caught) {
    return (int) caught.stream().filter(each -> each).count();
  }
}

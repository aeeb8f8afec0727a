package io.github.e2breconciler.simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Every mutant, run until a seed catches it: how good laws and seeds are at finding mistakes. */
final class Hunt {

  private final PrintStream out;

  Hunt(PrintStream out) {
    this.out = out;
  }

  /**
   * Hunts them, as many at a time as there are processors, and tells of each; of a single one with
   * all that its seed tells of how it broke the law.
   *
   * @return how many no seed caught
   */
  int run(Predicate<Mutant> wanted, LongStream seeds) {
    var numbers = seeds.toArray();
    var caught = new ArrayList<Boolean>();
    var mutants = Mutants.all().stream().filter(wanted).toList();
    var fates = new ArrayList<Future<Mutant.Fate>>();
    try (var _ = new Complaints(); // hushes the log for them all
        var executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (var mutant : mutants) {
        fates.add(executor.submit(() -> tell(mutant.hunt(LongStream.of(numbers)), mutants.size())));
      }
    }
    for (var fate : fates) {
      caught.add(fate.resultNow().caught());
    }
    out.println("mutants=" + caught.size() + " caught=" + count(caught));
    return caught.size() - count(caught);
  }

  private Mutant.Fate tell(Mutant.Fate fate, int mutants) {
    out.println(mutants == 1 ? fate + "\n" + fate.how() : fate);
    return fate;
  }

  private static int count(List<Boolean> caught) {
    return (int) caught.stream().filter(each -> each).count();
  }
}

package io.github.e2breconciler.simulation;

import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The daemon with a mistake that somebody might make. Where another guard would hold what one lets
 * pass, both are broken.
 *
 * @param name what it does wrong, in a few words
 */
record Mutant(String name, List<Mutation> mutations) {

  Mutant {
    mutations = List.copyOf(mutations);
  }

  static Mutant of(String name, Mutation... mutations) {
    return new Mutant(name, List.of(mutations));
  }

  /**
   * What became of it.
   *
   * @param seed that caught it, or null if none did
   * @param how the law that it broke and what was done, in a line, and then all of it
   */
  record Fate(Mutant mutant, @Nullable Long seed, int runs, String how) {

    boolean caught() {
      return seed != null;
    }

    /** The name of the law that it broke, or empty. */
    String law() {
      return how.replaceFirst("(?s) .*", "");
    }

    @Override
    public String toString() {
      return "%-60s %s"
          .formatted(
              mutant.name,
              caught() ? "seed %d, run %d: %s".formatted(seed, runs, line()) : "not caught");
    }

    private String line() {
      return how.lines().findFirst().orElse("");
    }
  }

  /** Runs it on one seed after the other until one catches it. */
  Fate hunt(LongStream seeds) {
    var run = new MutantLoader(mutations).seeds();
    var each = seeds.iterator();
    var runs = 0;
    while (each.hasNext()) {
      var seed = each.nextLong();
      runs++;
      var how = run.apply(seed, name);
      if (!how.isEmpty()) {
        return new Fate(this, seed, runs, how);
      }
    }
    return new Fate(this, null, runs, "");
  }
}

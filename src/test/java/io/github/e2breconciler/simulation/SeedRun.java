package io.github.e2breconciler.simulation;

import java.util.function.BiFunction;

/**
 * Seeds, by the classes that it was loaded with: what crosses to who called is text alone. Public,
 * for it is made by its name.
 */
public final class SeedRun implements BiFunction<Long, String, String> {

  /** Runs a seed of a mutant; what was broken in one line, and then all of it; or empty. */
  @Override
  public String apply(Long seed, String mutant) {
    try (var batch = new Batch(number -> Seed.ofMutant(number, mutant))) {
      var failure = batch.failure(seed);
      return failure == null ? "" : failure.brief() + "\n" + failure;
    }
  }
}

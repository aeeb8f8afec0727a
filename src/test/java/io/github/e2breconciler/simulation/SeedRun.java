package io.github.e2breconciler.simulation;

import java.util.function.LongFunction;

/**
 * Seeds, by the classes that it was loaded with: what crosses to who called is text alone. Public,
 * for it is made by its name.
 */
public final class SeedRun implements LongFunction<String> {

  /** Runs a seed; what was broken in one line, and then all of it; or empty. */
  @Override
  public String apply(long seed) {
    try (var batch = new Batch()) {
      var failure = batch.failure(seed);
      return failure == null ? "" : failure.brief() + "\n" + failure;
    }
  }
}

package io.github.e2breconciler.reap;

import org.jspecify.annotations.Nullable;

/**
 * The right to act: of all daemons that share a store one has it, until it is lost. Today the
 * store's lock is that right; a lease with a fencing token can take its place.
 */
@FunctionalInterface
public interface Leadership {

  /**
   * Why we may not act, as a sentence for people; null while we lead. Any thread; asked before
   * every request, so it must not block on the network.
   */
  @Nullable String lost();
}

package io.github.e2breconciler.store;

/**
 * Whether the store takes writes.
 *
 * @param ok false from a failed write until the next one that succeeds
 * @param trouble what failed; empty when all is well
 */
public record Health(boolean ok, String trouble) {

  static final Health OK = new Health(true, "");
}

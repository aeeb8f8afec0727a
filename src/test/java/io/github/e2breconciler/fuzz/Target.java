package io.github.e2breconciler.fuzz;

/** Something that takes any bytes, and what must hold whatever they are. For one thread. */
@FunctionalInterface
public interface Target extends AutoCloseable {

  /**
   * Takes an input.
   *
   * @throws AssertionError if something did not hold; whatever else comes out is a mistake too
   */
  void accept(byte[] input);

  /** Ends what it holds open. */
  @Override
  default void close() {}

  /** Fails with {@code what} unless {@code holds}. */
  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}

package io.github.e2breconciler.testing;

import org.jspecify.annotations.Nullable;

/**
 * What goes on at a time: a thread that waited, or work that begins.
 *
 * @param at in nanoseconds since time began
 * @param tie decides between what is due at once
 * @param strand null where work begins
 */
record Due(long at, int tie, @Nullable Strand strand, Runnable work) implements Comparable<Due> {

  static final Runnable NOTHING = () -> {};

  @Override
  public int compareTo(Due other) {
    return at != other.at ? Long.compare(at, other.at) : Integer.compare(tie, other.tie);
  }
}

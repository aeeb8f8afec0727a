package io.github.e2breconciler.store;

/**
 * Texts as both databases take them. PostgreSQL refuses the character NUL, and an event that can
 * never be stored would fail the commits of all that share one with it.
 */
final class PlainText {

  private static final char NUL = '\0';
  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  static String of(String value) {
    return value.indexOf(NUL) < 0 ? value : value.replace(NUL, REPLACEMENT);
  }
}

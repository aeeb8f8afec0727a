package io.github.e2breconciler.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which known word a mistyped one was meant to be. */
final class Nearest {

  /** Words that are near to their own opposite: who wrote {@code on} never meant {@code off}. */
  private static final Set<String> OPPOSITES =
      Set.of("on", "off", "yes", "no", "true", "false", "enabled", "disabled");

  private Nearest() {}

  /**
   * The known word with the fewest letters to change, or null when none is near: at most a third of
   * the letters, and at least two, may differ. None for a word that has an opposite.
   */
  static @Nullable String to(String word, Collection<String> known) {
    if (OPPOSITES.contains(word.toLowerCase(Locale.ROOT))) {
      return null;
    }
    var limit = Math.max(2, word.length() / 3);
    return known.stream()
        .filter(other -> distance(word, other) <= limit)
        .min(
            Comparator.comparingInt((String other) -> distance(word, other))
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  /** The sentence to append to a mistake, or nothing. */
  static String hint(String word, Collection<String> known) {
    @Nullable String nearest = to(word, known);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    var previous = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var current = new int[b.length() + 1];
      current[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}

package io.github.e2breconciler.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in the file, each part with its line, counted from 1.
 *
 * <p>A scalar is the text as written: {@code keep: yes} is {@code yes} and {@code build: 007} is
 * {@code 007}. Metadata proves what is ours, so no typed reading may change it.
 */
sealed interface Tree {

  int line();

  /** A key without a value. */
  record Nothing(int line) implements Tree {}

  /** A text, number or flag. */
  record Scalar(String text, int line) implements Tree {}

  /** A list. */
  record Sequence(List<Tree> items, int line) implements Tree {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys and values, in the order of the file. */
  record Mapping(Map<String, Tree> entries, int line) implements Tree {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Mapping empty() {
      return new Mapping(Map.of(), 0);
    }
  }
}

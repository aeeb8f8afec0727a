package io.github.e2breconciler.store;

import java.time.Instant;

/**
 * That the store began anew because the one before it was damaged: its leases, cases and freezes
 * are not known here.
 *
 * @param since when the damaged file was set aside, by our clock
 * @param file the name it was given, in the folder of the store
 * @param damage what is wrong with it, in SQLite's words
 */
public record Loss(Instant since, String file, String damage) {

  static final String KEY = "loss";

  static Loss parse(String text) {
    var parts = text.split("\n", 3);
    return new Loss(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]);
  }

  String text() {
    return since.toEpochMilli() + "\n" + file + "\n" + damage;
  }

  /** What happened, for people. */
  public String sentence() {
    return "the store was damaged and set aside as %s at %s (%s)".formatted(file, since, damage);
  }
}

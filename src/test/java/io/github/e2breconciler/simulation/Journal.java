package io.github.e2breconciler.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happened, cheaply noted, for the day on which somebody must know. */
final class Journal {

  private final List<Entry> entries = new ArrayList<>();
  private final InstantSource clock;

  Journal(InstantSource clock) {
    this.clock = clock;
  }

  /** One thing; its detail becomes text only when it is read. */
  record Entry(Instant at, @Nullable Object about, String what, Object detail) {}

  /**
   * Notes something.
   *
   * @param about a sandbox's id, an owner's name, or null for what concerns all
   */
  void note(@Nullable Object about, String what, Object detail) {
    entries.add(new Entry(clock.instant(), about, what, detail));
  }

  /** What happened when to whom, as a number; details apart, which may list things in any order. */
  long digest() {
    var digest = 0L;
    for (var entry : entries) {
      digest = 31 * digest + Objects.hash(entry.at, String.valueOf(entry.about), entry.what);
    }
    return digest;
  }

  /** What concerns one of these, and what concerns all, oldest first. */
  List<Entry> of(Set<?> subjects) {
    return entries.stream()
        .filter(entry -> entry.about == null || subjects.contains(entry.about))
        .toList();
  }
}

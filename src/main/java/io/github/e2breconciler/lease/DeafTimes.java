package io.github.e2breconciler.lease;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * In which spans of time nobody could have been heard, by our clock: who did not speak up in one
 * may have tried. They are in order and do not overlap; of more than {@link #MOST} the oldest are
 * taken for one, with what lies between. Immutable.
 */
record DeafTimes(List<Span> spans) {

  /** More than a store with trouble every few hours has in a month. */
  static final int MOST = 100;

  static final DeafTimes NONE = new DeafTimes(List.of());

  /** From the last moment at which somebody was heard to the next. */
  record Span(Instant from, Instant until) {

    private boolean overlaps(Span other) {
      return !from.isAfter(other.until) && !other.from.isAfter(until);
    }

    private Duration since(Instant moment) {
      var begin = from.isAfter(moment) ? from : moment;
      return begin.isBefore(until) ? Duration.between(begin, until) : Duration.ZERO;
    }
  }

  DeafTimes {
    spans = List.copyOf(spans);
  }

  /** Those that {@link #toString} wrote. */
  static DeafTimes parse(String text) {
    return new DeafTimes(
        Arrays.stream(text.split(" "))
            .filter(span -> !span.isEmpty())
            .map(span -> span.split("/", 2))
            .map(ends -> new Span(Instant.parse(ends[0]), Instant.parse(ends[1])))
            .toList());
  }

  /** These, and one that has just ended; what overlaps is one. */
  DeafTimes with(Instant from, Instant until) {
    var all = new ArrayList<Span>(spans.size() + 1);
    var added = new Span(from, until);
    for (var span : spans) {
      if (span.overlaps(added)) {
        added = union(span, added);
      } else {
        all.add(span);
      }
    }
    all.add(added);
    all.sort(Comparator.comparing(Span::from));
    if (all.size() > MOST) {
      var second = all.remove(1);
      all.set(0, union(all.getFirst(), second));
    }
    return new DeafTimes(all);
  }

  /**
   * The same where none ends after {@code now}. One that does was noted by a clock that was ahead,
   * and nobody knows which time that was: all until now is taken for one.
   */
  DeafTimes upTo(Instant now) {
    return spans.stream().anyMatch(span -> span.until().isAfter(now))
        ? new DeafTimes(List.of(new Span(Instant.EPOCH, now)))
        : this;
  }

  private static Span union(Span one, Span other) {
    return new Span(
        one.from().isBefore(other.from()) ? one.from() : other.from(),
        one.until().isAfter(other.until()) ? one.until() : other.until());
  }

  /** How much of the time since a moment they are; too much rather than too little. */
  Duration since(Instant moment) {
    var all = Duration.ZERO;
    for (var span : spans) { // by hand: it is asked of every sandbox that nobody claims
      all = all.plus(span.since(moment));
    }
    return all;
  }

  @Override
  public String toString() {
    return spans.stream().map(span -> span.from() + "/" + span.until()).collect(joining(" "));
  }
}

package io.github.e2breconciler.inventory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Comparing times that come from several clocks. */
final class Times {

  /**
   * How far E2B's clocks and our picture of them may be apart: nodes stamp events, the API stamps
   * rows, and the {@code Date} header that corrects our clock has whole seconds.
   */
  static final Duration MARGIN = Duration.ofSeconds(2);

  private Times() {}

  /** The earlier of two, or the one that is not null. */
  static @Nullable Instant earlierOf(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  /** The later of two, where null is before everything. */
  static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  /** Whether two clocks may mean the same moment. */
  static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(MARGIN) <= 0;
  }
}

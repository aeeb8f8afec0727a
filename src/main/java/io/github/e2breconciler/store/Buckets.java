package io.github.e2breconciler.store;

import java.time.Duration;
import java.util.stream.LongStream;

/** Where the buckets of histograms end. */
final class Buckets {

  /** From what an idle disk takes to where senders give up. */
  static final Duration[] OF_COMMITS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Buckets() {}
}

package io.github.e2breconciler.bench;

import java.util.Arrays;

/** Counts of durations in buckets that are at most 1.6 % wide, up to half an hour. */
final class Latencies {

  private static final int FINE_BITS = 6;
  private static final int FINE = 1 << FINE_BITS;
  private static final int MAX_EXPONENT = 41; // 2^41 ns are 36 minutes

  private final long[] counts = new long[(MAX_EXPONENT - FINE_BITS + 2) * FINE];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.clamp(nanos, 0, (1L << MAX_EXPONENT) - 1))]++;
    total++;
  }

  void addAll(Latencies other) {
    Arrays.setAll(counts, bucket -> counts[bucket] + other.counts[bucket]);
    total += other.total;
  }

  /** The upper bound of what {@code share} of the durations did not exceed, in milliseconds. */
  double millis(double share) {
    var left = (long) Math.ceil(share * total);
    for (var bucket = 0; bucket < counts.length; bucket++) {
      left -= counts[bucket];
      if (left <= 0) {
        return upperBound(bucket) / 1e6;
      }
    }
    return Double.NaN;
  }

  private static int bucket(long nanos) {
    var shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - FINE_BITS - 1);
    return shift * FINE + (int) (nanos >>> shift);
  }

  private static long upperBound(int bucket) {
    var shift = Math.max(0, bucket / FINE - 1);
    return (bucket - (long) shift * FINE + 1) << shift;
  }
}

package io.github.e2breconciler.cost;

import io.github.e2breconciler.config.ConfigReader;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What E2B charges for a running sandbox, and how long one lasts that nobody ends.
 *
 * <p>The defaults are E2B's published prices of August 2026
 * (https://e2b.dev/docs/faq/calculate-sandbox-price): $0.000014 a vCPU-second, $0.0000045 a
 * GiB-second of memory, allocated rather than used.
 *
 * @param longestRun the longest run that the plan allows; what is left to itself is taken to last
 *     so long
 */
public record Prices(
    long nanoDollarsPerVcpuSecond, long nanoDollarsPerGibSecond, Duration longestRun) {

  /** A dollar a second: far above any machine, far below what overflows. */
  private static final long MAX_NANO_DOLLARS = 1_000_000_000;

  public Prices {
    if (nanoDollarsPerVcpuSecond < 0 || nanoDollarsPerGibSecond < 0) {
      throw new IllegalArgumentException(
          "negative price: " + nanoDollarsPerVcpuSecond + ", " + nanoDollarsPerGibSecond);
    }
  }

  /** Reads the section {@code prices}, in dollars. */
  public static Prices read(ConfigReader in) {
    return new Prices(
        nanoDollars(in, "vcpu-second", "0.000014"),
        nanoDollars(in, "gib-second", "0.0000045"),
        in.duration(
            "longest-run", Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(366)));
  }

  private static long nanoDollars(ConfigReader in, String key, String fallback) {
    var text = in.text(key, fallback);
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,9})?")) {
      in.problem(key, "is not a price in dollars with at most 9 decimals: " + text);
      return 0;
    }
    var nanoDollars = new BigDecimal(text).movePointRight(9).longValueExact();
    if (nanoDollars > MAX_NANO_DOLLARS) {
      in.problem(key, "is " + text + ", more than a dollar a second");
      return 0;
    }
    return nanoDollars;
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.reap.Result;
import io.github.e2breconciler.webhook.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What methods of a mutant answer instead of the truth; public, for they are of all packages. */
public final class Lies {

  private Lies() {}

  public static Duration noTime() {
    return Duration.ZERO;
  }

  /** Before anything here began, and not so long ago that it says nothing. */
  public static Instant longAgo() {
    return Instant.parse("2021-01-01T00:00:00Z");
  }

  public static Duration aMoment() {
    return Duration.ofMillis(1);
  }

  public static Instant never() {
    return Instant.MAX;
  }

  public static Duration aMinute() {
    return Duration.ofMinutes(1);
  }

  public static long zero() {
    return 0;
  }

  public static Set<String> none() {
    return Set.of();
  }

  public static List<Result> nothing() {
    return List.of();
  }

  public static Receipt taken() {
    return new Receipt(200, Map.of(), false, true);
  }

  public static String accepted() {
    return "accepted";
  }
}

package io.github.e2breconciler.reap;

import io.github.e2breconciler.config.ConfigReader;

/**
 * How many sandboxes of an account may be ended; over any of them nothing is, and the account
 * freezes. 0 means none.
 *
 * @param sharePercent of the account's running sandboxes in one pass, rounded up, at least 3
 */
public record Caps(int perPass, int sharePercent, int perHour, int perDay) {

  private static final int MAX = 1_000_000;

  /** Reads the section {@code caps}. */
  public static Caps read(ConfigReader in) {
    return new Caps(
        in.count("per-pass", 10, 0, MAX),
        in.percent("share", 10, 0, 100),
        in.count("per-hour", 60, 0, MAX),
        in.count("per-day", 500, 0, MAX));
  }
}

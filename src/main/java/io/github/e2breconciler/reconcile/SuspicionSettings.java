package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.ConfigReader;

/**
 * From when on an account's change is a suspicion rather than a fact.
 *
 * @param shrinkPercent more than this share of the running sandboxes absent at once
 * @param massExpiryPercent more than this share of the live leases expired within a minute
 * @param atLeast and at least so many of them, or of the sandboxes that two leases or more spoke
 *     for
 */
public record SuspicionSettings(int shrinkPercent, int massExpiryPercent, int atLeast) {

  /** Reads the section {@code suspicion}. */
  public static SuspicionSettings read(ConfigReader in) {
    return new SuspicionSettings(
        in.percent("shrink", 30, 1, 100),
        in.percent("mass-expiry", 50, 1, 100),
        in.count("at-least", 5, 1, 1_000_000));
  }
}

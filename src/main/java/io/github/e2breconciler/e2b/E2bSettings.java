package io.github.e2breconciler.e2b;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.net.URI;
import java.time.Duration;

/**
 * How one account's E2B is reached.
 *
 * @param url the base URL, without a path
 * @param callsPerSecond the limit of all calls together
 * @param concurrency how many calls may be under way at once
 */
public record E2bSettings(
    AccountId account, URI url, Secret key, int callsPerSecond, int concurrency, Circuit circuit) {

  /** The circuit opens after {@code failures} within {@code window}, for {@code openFor}. */
  public record Circuit(int failures, Duration window, Duration openFor) {}
}

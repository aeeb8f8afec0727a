package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.Size;
import java.time.Duration;
import java.util.Map;

/**
 * A sandbox to create.
 *
 * @param metadata empty for none
 * @param network what traffic it may have as JSON, which a single read shows again with whatever
 *     credentials are in it; empty for nothing special
 */
public record NewSandbox(
    String template, Map<String, String> metadata, Size size, Lifetime lifetime, String network) {

  static final Size DEFAULT_SIZE = new Size(2, 512);

  public NewSandbox {
    metadata = Map.copyOf(metadata);
  }

  /** A sandbox of the default size, 2 vCPU and 512 MiB, that is killed after {@code timeout}. */
  public static NewSandbox of(String template, Duration timeout) {
    var lifetime = new Lifetime(timeout, OnTimeout.KILL, false, false);
    return new NewSandbox(template, Map.of(), DEFAULT_SIZE, lifetime, "");
  }

  public NewSandbox withMetadata(Map<String, String> value) {
    return new NewSandbox(template, value, size, lifetime, network);
  }

  public NewSandbox withSize(Size value) {
    return new NewSandbox(template, metadata, value, lifetime, network);
  }

  public NewSandbox withLifetime(Lifetime value) {
    return new NewSandbox(template, metadata, size, value, network);
  }

  NewSandbox withNetwork(String json) {
    return new NewSandbox(template, metadata, size, lifetime, json);
  }

  public NewSandbox withTimeout(Duration value) {
    return withLifetime(
        new Lifetime(value, lifetime.onTimeout, lifetime.autoResume, lifetime.neverExpires));
  }

  /** The same, paused instead of killed at its end. */
  public NewSandbox pausedAtEnd() {
    return withLifetime(
        new Lifetime(
            lifetime.timeout, OnTimeout.PAUSE, lifetime.autoResume, lifetime.neverExpires));
  }

  /** The same, paused at its end and woken by traffic. */
  public NewSandbox wokenByTraffic() {
    return withLifetime(
        new Lifetime(lifetime.timeout, OnTimeout.PAUSE, true, lifetime.neverExpires));
  }

  /** The same, missing from E2B's index of ends: it runs on past its end time. */
  public NewSandbox neverExpiring() {
    return withLifetime(
        new Lifetime(lifetime.timeout, lifetime.onTimeout, lifetime.autoResume, true));
  }

  /**
   * How long it lives.
   *
   * @param timeout from create to the first planned end
   * @param autoResume whether traffic wakes it once paused
   * @param neverExpires whether E2B forgets to end it (e2b-dev/infra#3199)
   */
  public record Lifetime(
      Duration timeout, OnTimeout onTimeout, boolean autoResume, boolean neverExpires) {}
}

package io.github.e2breconciler.reap;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * How long it takes before something may be ended.
 *
 * @param creationGrace a run younger than this is never ended
 * @param newStoreWait how long sandboxes are only observed that began before their account was
 *     watched
 * @param settle from start, or from leadership, to the first destructive act
 * @param quarantine from our pause to the kill
 */
public record Timings(
    Duration creationGrace, Duration newStoreWait, Duration settle, Duration quarantine) {

  private static final Duration MAX = Duration.ofDays(30);
  private static final Duration LONG = Duration.ofDays(40);

  /** Reads the four keys of the top level. */
  public static Timings read(ConfigReader in) {
    return new Timings(
        read(in, "creation-grace", Duration.ofMinutes(5)),
        read(in, "new-store-wait", Duration.ofHours(24)),
        read(in, "settle", Duration.ofMinutes(2)),
        read(in, "quarantine", Duration.ofMinutes(10)));
  }

  /** Until when a run that began at {@code startedAt} is too young to be ended. */
  Instant grownAt(Instant startedAt) {
    return startedAt.plus(creationGrace());
  }

  /** Longer than any case waits for people under {@code policies}. */
  public Duration longestWait(Policies policies) {
    return Stream.concat(Stream.of(LONG, quarantine), policies.list().stream().map(Policy::grace))
        .max(Duration::compareTo)
        .orElse(LONG);
  }

  private static Duration read(ConfigReader in, String key, Duration fallback) {
    return in.duration(key, fallback, Duration.ZERO, MAX);
  }
}

package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What the daemon of one run is configured to do. */
record Terms(
    Duration detection,
    Duration creationGrace,
    Duration settle,
    Duration quarantine,
    Duration newStoreWait,
    Duration grace,
    Duration slack,
    Duration maxAge,
    String maxAgeAction,
    int perHour) {

  static final int PER_DAY = 1_000;
  static final String APP = "demo";
  static final String KEY = "e2b_simulation";

  static Terms draw(RandomGenerator random) {
    return new Terms(
        seconds(random, 10, 15, 20),
        seconds(random, 10, 60, 120),
        seconds(random, 5, 30, 60),
        seconds(random, 30, 120, 240),
        seconds(random, 0, 300, 900),
        seconds(random, 0, 30, 90),
        seconds(random, 10, 60, 120),
        seconds(random, 480, 1_200),
        List.of("pause", "kill").get(random.nextInt(2)),
        random.nextInt(4) == 0 ? 12 : 100);
  }

  private static Duration seconds(RandomGenerator random, int... choices) {
    return Duration.ofSeconds(choices[random.nextInt(choices.length)]);
  }

  /** Two of the longest intervals between walks, and time to come to rest before. */
  Duration calm() {
    var walks = detection.multipliedBy(80);
    var ending = Duration.ofMinutes(30);
    return walks.compareTo(ending) > 0 ? walks.plusMinutes(5) : ending;
  }

  Settings settings() {
    return Settings.parse(
        """
        store: {url: "jdbc:sqlite::memory:"}
        mode: kill
        accounts:
          - {name: sim, api-url: "http://127.0.0.1:1", scope: {metadata: {app: demo}}}
        detection: %ds
        creation-grace: %ds
        settle: %ds
        quarantine: %ds
        new-store-wait: %ds
        caps: {per-pass: 10, share: 20%%, per-hour: %d, per-day: 1000}
        policies:
          - {name: too-old, when: max-age, max-age: %ds, match: {metadata: {kind: batch}},
             grace: %ds, action: %s}
          - {name: crashed, when: lease-expired, grace: %ds, action: kill}
          - {name: overdue, when: overdue, slack: %ds, grace: %ds, action: kill}
        """
            .formatted(
                detection.toSeconds(),
                creationGrace.toSeconds(),
                settle.toSeconds(),
                quarantine.toSeconds(),
                newStoreWait.toSeconds(),
                perHour,
                maxAge.toSeconds(),
                grace.toSeconds(),
                maxAgeAction,
                grace.toSeconds(),
                slack.toSeconds(),
                grace.toSeconds()),
        Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", String.join(",", Post.SECRETS)));
  }
}

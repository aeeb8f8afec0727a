package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the daemon of one run is configured to do.
 *
 * @param shut when nothing may be ended
 * @param shutCrashed when nothing may be ended that policy {@code crashed} condemns
 * @param tellAfter the age of which people are told
 */
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
    int perHour,
    Closing shut,
    Closing shutCrashed,
    Duration tellAfter) {

  static final int PER_DAY = 1_000;

  /** A cap of an hour that leaks reach. */
  private static final int NARROW = 12;

  static final String APP = "demo";

  /** Whatever is of it is kept. */
  static final String TEMPLATE = "golden";

  static final String KEY = "e2b_simulation";

  static final AccountId ACCOUNT = new AccountId("sim");

  /** Those of its webhook that the daemon knows: one in use, and one for when it is changed. */
  static final List<String> SECRETS = List.of("whsec_simulation", "whsec_next");

  /** So long may nobody claim what is a guest's. */
  static final Duration UNCLAIMED = Duration.ofMinutes(5);

  /** So long may a {@link Lodger#SLEEPER} sleep. */
  static final Duration ASLEEP = Duration.ofMinutes(4);

  static Terms draw(RandomGenerator random) {
    return new Terms(
        seconds(random, 10, 15, 20),
        seconds(random, 10, 60, 300),
        seconds(random, 5, 30, 60),
        seconds(random, 30, 120, 240),
        seconds(random, 0, 300, 900),
        seconds(random, 0, 30, 90),
        seconds(random, 10, 60, 120),
        seconds(random, 480, 1_200),
        List.of("pause", "kill").get(random.nextInt(2)),
        random.nextInt(4) == 0 ? NARROW : 100,
        Closing.draw(random),
        Closing.draw(random),
        seconds(random, 900, 7_200));
  }

  /** The same with other windows. */
  Terms shutBy(Closing all, Closing crashed) {
    return new Terms(
        detection,
        creationGrace,
        settle,
        quarantine,
        newStoreWait,
        grace,
        slack,
        maxAge,
        maxAgeAction,
        perHour,
        all,
        crashed,
        tellAfter);
  }

  private static Duration seconds(RandomGenerator random, int... choices) {
    return Duration.ofSeconds(choices[random.nextInt(choices.length)]);
  }

  /**
   * Two of the longest intervals between walks, and time to come to rest before: for what must wait
   * until an hour of the cap is over, and for its quarantine.
   */
  Duration calm() {
    var walks = detection.multipliedBy(80);
    var ending = Duration.ofMinutes(perHour == NARROW ? 90 : 30);
    return walks.compareTo(ending) > 0 ? walks.plusMinutes(5) : ending;
  }

  Settings settings() {
    return settings(Configuration.Edit.NONE, new SandboxId("none"), Tenants.ONE);
  }

  /**
   * With something edited in them.
   *
   * @param kept whatever becomes of it
   */
  Settings settings(Configuration.Edit edit, SandboxId kept, Tenants tenants) {
    var mode =
        switch (edit) {
          case OBSERVE, NOTIFY, PAUSE -> edit.label();
          case NONE, SCOPE, CAP, ALONE -> "kill";
        };
    var named = edit == Configuration.Edit.ALONE ? Tenants.FIRST_OF_TWO : tenants;
    return Settings.parse(
        """
        store: {url: "jdbc:sqlite::memory:"}
        mode: %s
        accounts: [%s]
        protect: {templates: [%s], sandboxes: [%s]}
        detection: %ds
        creation-grace: %ds
        settle: %ds
        quarantine: %ds
        new-store-wait: %ds
        window: %s
        caps: {per-pass: 10, share: 20%%, per-hour: %d, per-day: 1000}
        policies:
          - {name: too-old, when: max-age, max-age: %ds, match: {metadata: {kind: batch}},
             grace: %ds, action: %s}
          - {name: crashed, when: lease-expired, grace: %ds, action: kill, window: %s}
          - {name: overdue, when: overdue, slack: %ds, grace: %ds, action: kill}
          - {name: forgotten, when: unclaimed, for: %ds, match: {metadata: {kind: guest}},
             grace: %ds, action: kill}
          - {name: expired, when: expires-at, key: %s, grace: %ds, action: kill}
          - {name: outlived, when: ttl, key: %s, grace: %ds, action: kill}
          - {name: asleep, when: paused-longer-than, for: %ds, delete-data: true,
             match: {metadata: {kind: %s}}, grace: %ds, action: kill}
          - {name: told, when: max-age, max-age: %ds, action: notify}
        """
            .formatted(
                mode,
                named.accounts(edit == Configuration.Edit.SCOPE ? "another" : APP),
                TEMPLATE,
                kept.value(),
                detection.toSeconds(),
                creationGrace.toSeconds(),
                settle.toSeconds(),
                quarantine.toSeconds(),
                newStoreWait.toSeconds(),
                shut.window(),
                edit == Configuration.Edit.CAP ? 0 : perHour,
                maxAge.toSeconds(),
                grace.toSeconds(),
                maxAgeAction,
                grace.toSeconds(),
                shutCrashed.window(),
                slack.toSeconds(),
                grace.toSeconds(),
                UNCLAIMED.toSeconds(),
                grace.toSeconds(),
                Lodger.UNTIL,
                grace.toSeconds(),
                Lodger.FOR,
                grace.toSeconds(),
                ASLEEP.toSeconds(),
                Lodger.SLEEPER,
                grace.toSeconds(),
                tellAfter.toSeconds()),
        named.environment());
  }
}

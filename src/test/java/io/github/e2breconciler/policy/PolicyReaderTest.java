package io.github.e2breconciler.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.policy.Condition.ExpiresAt;
import io.github.e2breconciler.policy.Condition.LeaseExpired;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.Overdue;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import io.github.e2breconciler.policy.Condition.Ttl;
import io.github.e2breconciler.policy.Condition.Unclaimed;
import io.github.e2breconciler.sandbox.AccountId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyReaderTest {

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  @Test
  void notifiesOfOverdueByDefault() {
    assertThat(read("").list())
        .containsExactly(
            new Policy(
                "overdue", new Overdue(FIVE_MINUTES), Match.ALL, FIVE_MINUTES, Action.NOTIFY));
  }

  @Test
  void hasNoPolicyWhenToldSo() {
    assertThat(read("policies: []").list()).isEmpty();
  }

  @Test
  void readsEveryConditionInOrder() {
    var policies =
        read(
            """
            policies:
              - { name: a, when: overdue, slack: 1s }
              - { name: b, when: max-age, max-age: 6h, action: pause }
              - { name: c, when: lease-expired, action: kill }
              - { name: d, when: expires-at, key: until }
              - { name: e, when: ttl, key: ttl }
              - { name: f, when: unclaimed, for: 30m }
              - { name: g, when: paused-longer-than, for: 30d }
              - { name: h, when: paused-longer-than, for: 30d, delete-data: true, action: kill }
            """);

    assertThat(policies.list())
        .extracting(Policy::condition)
        .containsExactly(
            new Overdue(Duration.ofSeconds(1)),
            new MaxAge(Duration.ofHours(6)),
            new LeaseExpired(),
            new ExpiresAt("until"),
            new Ttl("ttl"),
            new Unclaimed(Duration.ofMinutes(30)),
            new PausedLongerThan(Duration.ofDays(30), false),
            new PausedLongerThan(Duration.ofDays(30), true));
    assertThat(policies.list())
        .extracting(policy -> policy.condition().label())
        .containsExactly(
            "overdue",
            "max-age",
            "lease-expired",
            "expires-at",
            "ttl",
            "unclaimed",
            "paused-longer-than",
            "paused-longer-than");
  }

  @Test
  void readsEveryKeyOfAPolicy() {
    var policies =
        read(
            """
            policies:
              - name: crashed-workers
                when: lease-expired
                grace: 0s
                action: kill
                match:
                  account: blue
                  template: [base, code]
                  metadata: { kind: worker }
                  metadata-in: { zone: [eu, us] }
                  metadata-exists: [owner]
            """);

    assertThat(policies.list())
        .containsExactly(
            new Policy(
                "crashed-workers",
                new LeaseExpired(),
                new Match(
                    new AccountId("blue"),
                    Set.of("base", "code"),
                    Map.of("kind", Set.of("worker"), "zone", Set.of("eu", "us")),
                    Set.of("owner")),
                Duration.ZERO,
                Action.KILL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when: overdue | name is missing",
        "name: Big, when: overdue | name is not lower-case letters, digits and dashes: Big (line"
            + " 1)",
        "name: a | when is missing: expires-at, lease-expired, max-age, overdue,"
            + " paused-longer-than, ttl, unclaimed",
        "name: a, when: leaseexpired | when is leaseexpired, not one of expires-at, lease-expired,"
            + " max-age, overdue, paused-longer-than, ttl, unclaimed; did you mean lease-expired?"
            + " (line 1)",
        "name: a, when: max-age | max-age is missing",
        "name: a, when: max-age, max-age: 0s | max-age is 0s, less than 1s (line 1)",
        "name: a, when: ttl | key is missing: the metadata key to read",
        "name: a, when: unclaimed | for is missing",
        "name: a, when: overdue, for: 1h | for does not go with when: overdue (line 1)",
        "name: a, when: overdue, slak: 1h | slak is not a setting; did you mean slack? (line 1)",
        "name: a, when: overdue, action: observe | action is observe, not one of notify, pause,"
            + " kill (line 1)",
        "name: a, when: overdue, grace: -5m | grace is not a duration: -5m (say 500ms, 30s, 5m,"
            + " 2h, 1d or PT1H30M) (line 1)",
        "name: a, when: paused-longer-than, for: 1d, action: kill | action is kill; for paused"
            + " sandboxes it may be notify, or with delete-data: true beside it kill (line 1)",
        "name: a, when: paused-longer-than, for: 1d, action: pause, delete-data: true | action is"
            + " pause; for paused sandboxes it may be notify, or with delete-data: true beside it"
            + " kill (line 1)",
        "name: a, when: overdue, match: { account: A } | match.account is not an account's name: A"
            + " (line 1)",
        "name: a, when: overdue, match: { metadata-in: { k: [] } } | match.metadata-in.k has no"
            + " values (line 1)",
        "name: a, when: overdue, match: { template: [] } | match.template has no values (line 1)",
        "name: a, when: overdue, match: { metadata-exists: [] } | match.metadata-exists has no"
            + " values (line 1)",
        "name: a, when: overdue, match: { metadata: { k: v }, metadata-in: { k: [v] } } |"
            + " match.metadata-in.k is in metadata as well (line 1)"
      })
  void refusesEachViolation(String policy, String problem) {
    assertThat(Reads.problems("policies: [{ " + policy + " }]", PolicyReader::read))
        .containsExactly("policies[0]." + problem);
  }

  @Test
  void tellsTheMistakesOfAllPoliciesAtOnce() {
    var problems =
        Reads.problems(
            """
            policies:
              - { name: a, when: overdue }
              - { name: a, when: ttl, key: x }
              - { when: nonsense, slack: 1h }
              - overdue
            """,
            PolicyReader::read);

    assertThat(problems)
        .contains("policies[1].name is the name of two policies: a (line 3)")
        .contains("policies[2].name is missing")
        .contains("policies[3] is not a map (line 5)")
        .anyMatch(problem -> problem.startsWith("policies[2].when is nonsense"))
        .noneMatch(problem -> problem.contains("slack"));
  }

  private static Policies read(String yaml) {
    return Reads.read(yaml, PolicyReader::read);
  }
}

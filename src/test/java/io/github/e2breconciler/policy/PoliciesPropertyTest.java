package io.github.e2breconciler.policy;

import static io.github.e2breconciler.policy.Cases.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.policy.Condition.ExpiresAt;
import io.github.e2breconciler.policy.Condition.LeaseExpired;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.Overdue;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import io.github.e2breconciler.policy.Condition.Ttl;
import io.github.e2breconciler.policy.Condition.Unclaimed;
import io.github.e2breconciler.policy.Verdict.Wait;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Of any facts and any policies; the seed is the number of the repetition. */
final class PoliciesPropertyTest {

  private static final int SECONDS = 1_000;
  private static final int RUNS = 500;
  private static final List<Action> ACTIONS = List.of(Action.NOTIFY, Action.PAUSE, Action.KILL);
  private static final List<State> STATES = List.of(State.values());

  @RepeatedTest(RUNS)
  void neverCondemnsAPausedSandboxButForItsPause(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var facts = facts(random, State.PAUSED);

    for (var policy : policies(random).list()) {
      if (!(policy.condition() instanceof PausedLongerThan)) {
        assertThat(Policies.judge(policy, facts).decisive()).as("%s", policy).isFalse();
      }
    }
  }

  @RepeatedTest(RUNS)
  void neverCondemnsWithALiveLeaseButAtAnAgeLimitWithTeeth(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var some = facts(random, state(random));
    var facts = new Facts(some.sandbox(), new LeaseState.Live(instant(random)), some.now());

    for (var policy : policies(random).list()) {
      var clips =
          policy.condition() instanceof MaxAge && policy.action().compareTo(Action.PAUSE) >= 0;
      assertThat(Policies.judge(policy, facts).decisive() && !clips).as("%s", policy).isFalse();
    }
  }

  @RepeatedTest(RUNS)
  void neverCondemnsWhatIsUnknown(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var policies = policies(random);
    var some = facts(random, state(random));
    var unknownLease = new Facts(some.sandbox(), new LeaseState.Unknown("deaf"), some.now());
    var unknownState = facts(random, State.UNKNOWN);

    assertThat(policies.judge(unknownLease).verdict().decisive()).isFalse();
    assertThat(policies.judge(unknownState).verdict().decisive()).isFalse();
  }

  @RepeatedTest(RUNS)
  void leansAsItJudges(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var policies = policies(random);
    var facts = facts(random, state(random));

    var judgement = policies.judge(facts);

    assertThat(policies.lean(facts))
        .isEqualTo(
            new Leaning(
                judgement.policy(), judgement.verdict().label(), judgement.verdict().decisive()));
  }

  @RepeatedTest(RUNS)
  void letsTheFirstDecisiveWinAndElseTheEarliestWait(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var policies = policies(random);
    var facts = facts(random, state(random));

    var judgement = policies.judge(facts);

    var verdicts = policies.list().stream().map(each -> Policies.judge(each, facts)).toList();
    var decisive = verdicts.stream().filter(Verdict::decisive).findFirst();
    assertThat(judgement).isEqualTo(policies.judge(facts));
    assertThat(judgement.opinions()).extracting(Opinion::verdict).isEqualTo(verdicts);
    if (decisive.isPresent()) {
      assertThat(judgement.verdict()).isEqualTo(decisive.get());
    } else if (judgement.verdict() instanceof Wait(var until, _)) {
      assertThat(verdicts)
          .noneMatch(each -> each instanceof Wait(var other, _) && other.isBefore(until));
    } else {
      assertThat(verdicts).noneMatch(Wait.class::isInstance);
    }
  }

  @RepeatedTest(RUNS)
  void staysAsItIsUntilTheWaitIsOver(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var policies = policies(random);
    var facts = facts(random, state(random));

    if (policies.judge(facts).verdict() instanceof Wait(var until, _)) {
      var justBefore = new Facts(facts.sandbox(), facts.lease(), until.minusNanos(1));

      assertThat(until).isAfter(facts.now());
      assertThat(policies.judge(justBefore).verdict().decisive()).isFalse();
    }
  }

  private static Facts facts(SplittableRandom random, State state) {
    var metadata = new HashMap<String, String>();
    if (random.nextBoolean()) {
      metadata.put("until", random.nextInt(5) == 0 ? "soon" : instant(random).toString());
    }
    if (random.nextBoolean()) {
      metadata.put("ttl", random.nextInt(5) == 0 ? "long" : random.nextInt(SECONDS) + "s");
    }
    Sandbox sandbox =
        Cases.sandbox(
            state,
            random.nextInt(8) == 0 ? null : instant(random),
            random.nextInt(8) == 0 ? null : instant(random),
            metadata);
    return new Facts(sandbox, lease(random), instant(random));
  }

  private static LeaseState lease(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new LeaseState.Live(instant(random));
      case 1 -> new LeaseState.Expired(instant(random));
      case 2 -> new LeaseState.Never(Duration.ZERO);
      default -> new LeaseState.Unknown("deaf");
    };
  }

  private static Policies policies(SplittableRandom random) {
    var policies = new ArrayList<Policy>();
    for (var i = random.nextInt(5); i >= 0; i--) {
      var condition = condition(random);
      var action = ACTIONS.get(random.nextInt(ACTIONS.size()));
      if (Policy.allowed(condition, action)) {
        policies.add(new Policy("p" + i, condition, match(random), duration(random), action));
      }
    }
    return new Policies(List.copyOf(policies));
  }

  private static Condition condition(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Overdue(duration(random));
      case 1 -> new MaxAge(duration(random));
      case 2 -> new LeaseExpired();
      case 3 -> new ExpiresAt("until");
      case 4 -> new Ttl("ttl");
      case 5 -> new Unclaimed(duration(random));
      default -> new PausedLongerThan(duration(random), random.nextBoolean());
    };
  }

  private static Match match(SplittableRandom random) {
    return random.nextInt(4) > 0 ? Match.ALL : new Match(null, Set.of("other"), Map.of(), Set.of());
  }

  private static State state(SplittableRandom random) {
    return random.nextInt(3) > 0 ? State.RUNNING : STATES.get(random.nextInt(STATES.size()));
  }

  private static Instant instant(SplittableRandom random) {
    return START.plusSeconds(random.nextInt(SECONDS));
  }

  private static Duration duration(SplittableRandom random) {
    return Duration.ofSeconds(random.nextInt(SECONDS));
  }
}

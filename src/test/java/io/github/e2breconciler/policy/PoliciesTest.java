package io.github.e2breconciler.policy;

import static io.github.e2breconciler.policy.Cases.END;
import static io.github.e2breconciler.policy.Cases.NEVER;
import static io.github.e2breconciler.policy.Cases.START;
import static io.github.e2breconciler.policy.Cases.policy;
import static io.github.e2breconciler.policy.Cases.running;
import static io.github.e2breconciler.policy.Cases.sandbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.e2breconciler.policy.Condition.ExpiresAt;
import io.github.e2breconciler.policy.Condition.LeaseExpired;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.Overdue;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import io.github.e2breconciler.policy.Condition.Ttl;
import io.github.e2breconciler.policy.Condition.Unclaimed;
import io.github.e2breconciler.policy.Verdict.Keep;
import io.github.e2breconciler.policy.Verdict.Kill;
import io.github.e2breconciler.policy.Verdict.Notify;
import io.github.e2breconciler.policy.Verdict.Pause;
import io.github.e2breconciler.policy.Verdict.Wait;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PoliciesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** A condition, what it judges, and the instant from which it condemns that. */
  static Stream<Arguments> limits() {
    var leaseEnd = START.plusSeconds(100);
    return Stream.of(
        Arguments.of(new Overdue(HOUR), running(), NEVER, END.plus(HOUR)),
        Arguments.of(new Overdue(Duration.ZERO), running(), NEVER, END),
        Arguments.of(new MaxAge(HOUR), running(), NEVER, START.plus(HOUR)),
        Arguments.of(new LeaseExpired(), running(), new LeaseState.Expired(leaseEnd), leaseEnd),
        Arguments.of(
            new ExpiresAt("until"),
            running(Map.of("until", "2026-01-01T06:00:00.5+02:00")),
            NEVER,
            Instant.parse("2026-01-01T04:00:00.5Z")),
        Arguments.of(new Ttl("ttl"), running(Map.of("ttl", "90s")), NEVER, START.plusSeconds(90)),
        Arguments.of(new Unclaimed(HOUR), running(), NEVER, START.plus(HOUR)),
        Arguments.of(
            new Unclaimed(HOUR),
            running(),
            new LeaseState.Never(HOUR),
            START.plus(HOUR).plus(HOUR)),
        Arguments.of(
            new PausedLongerThan(HOUR, true),
            sandbox(State.PAUSED, START, END, Map.of()),
            NEVER,
            END.plus(HOUR)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void condemnsAtTheLimitAndWaitsBefore(
      Condition condition, Sandbox sandbox, LeaseState lease, Instant limit) {
    var policy = policy(condition, Action.KILL);

    assertThat(Policies.judge(policy, new Facts(sandbox, lease, limit.minusNanos(1))))
        .isInstanceOfSatisfying(Wait.class, wait -> assertThat(wait.until()).isEqualTo(limit));
    assertThat(Policies.judge(policy, new Facts(sandbox, lease, limit))).isInstanceOf(Kill.class);
  }

  @Test
  void wantsWhatItsActionSays() {
    var facts = new Facts(running(), NEVER, END);
    var overdue = new Overdue(Duration.ZERO);

    assertThat(Policies.judge(policy(overdue, Action.NOTIFY), facts)).isInstanceOf(Notify.class);
    assertThat(Policies.judge(policy(overdue, Action.PAUSE), facts)).isInstanceOf(Pause.class);
    assertThat(Policies.judge(policy(overdue, Action.KILL), facts))
        .isEqualTo(new Kill("0s past its planned end 2026-01-01T01:00:00Z"));
  }

  /** Far past every limit, but each time the condition does not know enough or does not hold. */
  static Stream<Arguments> spared() {
    var noStart = sandbox(State.RUNNING, null, END, Map.of("ttl", "1s"));
    var noEnd = sandbox(State.RUNNING, START, null, Map.of());
    var live = new LeaseState.Live(END);
    var expired = new LeaseState.Expired(START);
    var unknown = new LeaseState.Unknown("the store cannot be read");
    return Stream.of(
        Arguments.of(new Overdue(HOUR), noEnd, NEVER, "its planned end is unknown"),
        Arguments.of(
            new Overdue(HOUR),
            sandbox(State.RUNNING, START, Instant.parse("0001-01-01T00:00:00Z"), Map.of()),
            NEVER,
            "its planned end 0001-01-01T00:00:00Z is before its start: it has none"),
        Arguments.of(
            new PausedLongerThan(HOUR, true),
            sandbox(State.PAUSED, START, Instant.parse("0001-01-01T00:00:00Z"), Map.of()),
            NEVER,
            "the time of its pause 0001-01-01T00:00:00Z is before its start"),
        Arguments.of(new MaxAge(HOUR), noStart, NEVER, "its start is unknown"),
        Arguments.of(new Ttl("ttl"), noStart, NEVER, "its start is unknown"),
        Arguments.of(new Unclaimed(HOUR), noStart, NEVER, "its start is unknown"),
        Arguments.of(new LeaseExpired(), running(), NEVER, "never had a lease"),
        Arguments.of(
            new LeaseExpired(),
            running(),
            unknown,
            "its lease is unknown: the store cannot be read"),
        Arguments.of(new LeaseExpired(), running(), live, "owned"),
        Arguments.of(new Unclaimed(HOUR), running(), expired, "had a lease"),
        Arguments.of(new Unclaimed(HOUR), running(), live, "owned"),
        Arguments.of(
            new Unclaimed(HOUR),
            running(),
            unknown,
            "its lease is unknown: the store cannot be read"),
        Arguments.of(
            new MaxAge(HOUR), running(), unknown, "its lease is unknown: the store cannot be read"),
        Arguments.of(
            new Overdue(HOUR),
            running(),
            unknown,
            "its lease is unknown: the store cannot be read"),
        Arguments.of(new ExpiresAt("until"), running(), NEVER, "has no metadata until"),
        Arguments.of(new Ttl("ttl"), running(), NEVER, "has no metadata ttl"),
        Arguments.of(
            new ExpiresAt("until"),
            running(Map.of("until", "0001-01-01T00:00:00Z")),
            NEVER,
            "metadata until is a zero time, which says none"),
        Arguments.of(
            new ExpiresAt("until"),
            running(Map.of("until", "1970-01-01T01:00:00+01:00")),
            NEVER,
            "metadata until is a zero time, which says none"),
        Arguments.of(
            new Ttl("ttl"),
            running(Map.of("ttl", "0s")),
            NEVER,
            "metadata ttl is zero, which says none"),
        Arguments.of(new Overdue(HOUR), running(), live, "owned"),
        Arguments.of(
            new PausedLongerThan(HOUR, true), running(), NEVER, "it is running, not paused"),
        Arguments.of(
            new PausedLongerThan(HOUR, true),
            sandbox(State.PAUSED, START, null, Map.of()),
            NEVER,
            "the time of its pause is unknown"));
  }

  @ParameterizedTest
  @MethodSource("spared")
  void keepsWhatItCannotProve(
      Condition condition, Sandbox sandbox, LeaseState lease, String reason) {
    var facts = new Facts(sandbox, lease, END.plus(Duration.ofDays(30)));

    assertThat(Policies.judge(policy(condition, Action.KILL), facts)).isEqualTo(new Keep(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "1767225600",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-13-01T00:00:00Z"
      })
  void keepsWhatCarriesAnUnreadableExpiry(String value) {
    var facts = new Facts(running(Map.of("until", value)), NEVER, END.plus(HOUR));

    assertThat(Policies.judge(policy(new ExpiresAt("until"), Action.KILL), facts))
        .isEqualTo(new Keep("metadata until is no RFC 3339 time"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "-1s", "1 h", "PT9223372036854775807S", "999999999999d"})
  void keepsWhatCarriesAnUnreadableTimeToLive(String value) {
    var facts = new Facts(running(Map.of("ttl", value)), NEVER, END.plus(HOUR));

    assertThat(Policies.judge(policy(new Ttl("ttl"), Action.KILL), facts))
        .isInstanceOfSatisfying(
            Keep.class, keep -> assertThat(keep.reason()).startsWith("metadata ttl is "));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"PAUSED", "GONE", "UNKNOWN"})
  void keepsWhatDoesNotRun(State state) {
    var sandbox = sandbox(state, START, END, Map.of());
    var facts = new Facts(sandbox, NEVER, END.plus(Duration.ofDays(30)));

    assertThat(Policies.judge(policy(new MaxAge(HOUR), Action.KILL), facts))
        .isEqualTo(new Keep("it is " + state.label() + ", not running"));
  }

  @Test
  void keepsWhatDoesNotMatch() {
    var match = new Match(null, Set.of("other"), Map.of(), Set.of());
    var policy = new Policy("p", new MaxAge(HOUR), match, HOUR, Action.KILL);

    assertThat(Policies.judge(policy, new Facts(running(), NEVER, END.plus(HOUR))))
        .isEqualTo(new Keep("does not match"));
  }

  @Test
  void waitsForALiveLeaseToEnd() {
    var until = END.plus(Duration.ofHours(9));
    var owned = new LeaseState.Live(until);
    var overdue = policy(new Overdue(Duration.ZERO), Action.KILL);

    assertThat(Policies.judge(overdue, new Facts(running(), owned, END.plus(HOUR))))
        .isEqualTo(new Wait(until, "owned until " + until));
    assertThat(Policies.judge(overdue, new Facts(running(), owned, START)))
        .isInstanceOfSatisfying(Wait.class, wait -> assertThat(wait.until()).isEqualTo(until));
    assertThat(
            Policies.judge(
                policy(new LeaseExpired(), Action.KILL), new Facts(running(), owned, END)))
        .isEqualTo(new Wait(until, "owned until " + until));
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"PAUSE", "KILL"})
  void clipsALiveLeaseAtAnAgeLimitThatMayEndIt(Action action) {
    var policy = policy(new MaxAge(HOUR), action);
    var owned = new LeaseState.Live(START.plus(Duration.ofDays(1)));
    var limit = START.plus(HOUR);

    assertThat(Policies.judge(policy, new Facts(running(), owned, limit.minusNanos(1))))
        .isInstanceOfSatisfying(Wait.class, wait -> assertThat(wait.until()).isEqualTo(limit));
    assertThat(Policies.judge(policy, new Facts(running(), owned, limit)).decisive()).isTrue();
  }

  @Test
  void countsALiveLeaseInFullAgainstAnAgeLimitThatOnlyNotifies() {
    var until = START.plus(Duration.ofDays(1));
    var policy = policy(new MaxAge(HOUR), Action.NOTIFY);

    assertThat(Policies.judge(policy, new Facts(running(), new LeaseState.Live(until), END)))
        .isEqualTo(new Wait(until, "owned until " + until));
  }

  @Test
  void letsTheFirstDecisivePolicyWin() {
    var waiting = policy("waiting", new MaxAge(Duration.ofDays(1)), Action.KILL);
    var notifying = policy("notifying", new Overdue(Duration.ZERO), Action.NOTIFY);
    var killing = policy("killing", new MaxAge(HOUR), Action.KILL);
    var policies = new Policies(List.of(waiting, notifying, killing));

    var judgement = policies.judge(new Facts(running(), NEVER, END));

    assertThat(judgement.policy()).isEqualTo(notifying);
    assertThat(judgement.verdict()).isInstanceOf(Notify.class);
    assertThat(judgement.opinions())
        .extracting(Opinion::policy)
        .containsExactly("waiting", "notifying", "killing");
    assertThat(judgement.opinions())
        .extracting(opinion -> opinion.verdict().label())
        .containsExactly("wait", "notify", "kill");
  }

  @Test
  void waitsForTheEarliestWhenNoneIsDecisive() {
    var late = policy("late", new MaxAge(Duration.ofHours(3)), Action.KILL);
    var early = policy("early", new MaxAge(Duration.ofHours(2)), Action.KILL);
    var same = policy("same", new MaxAge(Duration.ofHours(2)), Action.PAUSE);

    var judgement =
        new Policies(List.of(late, early, same)).judge(new Facts(running(), NEVER, END));

    assertThat(judgement.policy()).isEqualTo(early);
    assertThat(judgement.verdict())
        .isInstanceOfSatisfying(
            Wait.class,
            wait -> assertThat(wait.until()).isEqualTo(START.plus(Duration.ofHours(2))));
  }

  @Test
  void keepsWhereNothingCondemnsIt() {
    var facts = new Facts(running(), NEVER, END);
    var keeping = policy("keeping", new LeaseExpired(), Action.KILL);

    assertThat(new Policies(List.of()).judge(facts))
        .isEqualTo(new Judgement(new Keep("nothing condemns it"), null, List.of()));
    assertThat(new Policies(List.of(keeping)).judge(facts).policy()).isNull();
  }

  @Test
  void findsPoliciesByName() {
    var policy = policy("known", new LeaseExpired(), Action.KILL);
    var policies = new Policies(List.of(policy));

    assertThat(policies.byName("known")).isEqualTo(policy);
    assertThat(policies.byName("unknown")).isNull();
  }

  @Test
  void clipsToTheEarliestMatchingAgeLimitThatMayEndIt() {
    var elsewhere = new Match(null, Set.of("other"), Map.of(), Set.of());
    var policies =
        new Policies(
            List.of(
                policy("notify", new MaxAge(Duration.ofMinutes(1)), Action.NOTIFY),
                new Policy("other", new MaxAge(HOUR), elsewhere, HOUR, Action.KILL),
                policy("overdue", new Overdue(Duration.ZERO), Action.KILL),
                policy("kill", new MaxAge(Duration.ofHours(6)), Action.KILL),
                policy("pause", new MaxAge(Duration.ofHours(5)), Action.PAUSE)));

    assertThat(policies.clippedTo(running())).isEqualTo(START.plus(Duration.ofHours(5)));
    assertThat(policies.clippedTo(sandbox(State.PAUSED, START, END, Map.of()))).isNull();
    assertThat(policies.clippedTo(sandbox(State.RUNNING, null, END, Map.of()))).isNull();
    assertThat(new Policies(List.of()).clippedTo(running())).isNull();
  }

  @Test
  void refusesTwoPoliciesOfOneName() {
    var policy = policy("twin", new LeaseExpired(), Action.KILL);

    assertThatIllegalArgumentException().isThrownBy(() -> new Policies(List.of(policy, policy)));
  }

  @Test
  void refusesToEndPausedSandboxesUnlessToldSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new PausedLongerThan(HOUR, false), Action.KILL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new PausedLongerThan(HOUR, true), Action.PAUSE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new LeaseExpired(), Action.OBSERVE));
  }
}

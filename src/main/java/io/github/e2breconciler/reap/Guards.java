package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.Condition;
import io.github.e2breconciler.policy.Facts;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.policy.Policy;
import io.github.e2breconciler.policy.Scope;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Every guard, in the order in which people read them. Each knows one reason not to act and errs on
 * that side: what it cannot tell is an objection.
 */
final class Guards {

  /** A final read older than this says too little. */
  static final Duration FINAL_READ = Duration.ofSeconds(5);

  /** A complete walk older than this says too little. */
  static final Duration WALK = Duration.ofMinutes(1);

  /** A clock further from E2B's than this makes ages and ends meaningless. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private final ReapSettings settings;
  private final Watch watch;

  /** What guards need of their surroundings. */
  record Watch(
      Freezes freezes,
      Snoozes snoozes,
      CapCount caps,
      Instant storeCreatedAt,
      java.util.function.Supplier<@Nullable String> storeTrouble,
      BiPredicate<Sandbox, Instant> renewedSince) {}

  Guards(ReapSettings settings, Watch watch) {
    this.settings = settings;
    this.watch = watch;
  }

  List<Guard> all() {
    return List.of(
        new Guard("armed", this::armed),
        new Guard("scope", this::scope),
        new Guard("unprotected", this::unprotected),
        new Guard("unowned", this::unowned),
        new Guard("condemned", this::condemned),
        new Guard("identity", this::identity),
        new Guard("grown", this::grown),
        new Guard("settled", this::settled),
        new Guard("fresh", this::fresh),
        new Guard("account-healthy", this::accountHealthy),
        new Guard("store-healthy", _ -> watch.storeTrouble().get()),
        new Guard("watched", this::watched),
        new Guard("caps", this::caps),
        new Guard("not-frozen", this::notFrozen),
        new Guard("clock", this::clock));
  }

  private Scope scopeOf(AccountId account) {
    return settings.scopes().getOrDefault(account, new Scope(Map.of()));
  }

  private @Nullable String armed(Question question) {
    var policy = question.policy();
    if (policy == null) {
      return "policy " + question.subject().policy() + " is no longer configured";
    }
    var ceiling = policy.action().atMost(settings.mode());
    if (ceiling.compareTo(question.step()) < 0) {
      return "mode "
          + settings.mode().label()
          + " and policy "
          + policy.name()
          + " allow "
          + ceiling.label()
          + " at most";
    }
    return scopeOf(question.subject().key().account()).metadata().isEmpty()
        ? "the account has no scope"
        : null;
  }

  private @Nullable String scope(Question question) {
    return scopeOf(question.subject().key().account()).contains(question.sandbox().metadata())
        ? null
        : "its metadata does not prove that it is ours";
  }

  private @Nullable String unprotected(Question question) {
    var snooze = watch.snoozes().holding(question.subject().key());
    if (snooze != null) {
      return "snoozed until " + Instant.ofEpochMilli(snooze.until()) + ": " + snooze.reason();
    }
    return settings.protection().reasonFor(question.sandbox());
  }

  /**
   * A lease stops everything but a maximal age that pauses or kills: that one it cannot outlast.
   */
  private @Nullable String unowned(Question question) {
    var policy = question.policy();
    return switch (question.lease()) {
      case LeaseState.Live(var until) ->
          policy != null && Guards.outlastsLeases(policy) ? null : "a lease holds until " + until;
      case LeaseState.Unknown(var reason) -> reason;
      case LeaseState.Expired _, LeaseState.Never _ -> null;
    };
  }

  static boolean outlastsLeases(Policy policy) {
    return policy.condition() instanceof Condition.MaxAge
        && policy.action().compareTo(Action.PAUSE) >= 0;
  }

  /**
   * Judged again on what the final read shows. For one that we paused the condemnation of then
   * stands, so long as nobody has asked for it since.
   */
  private @Nullable String condemned(Question question) {
    var policy = question.policy();
    var sandbox = question.sandbox();
    if (policy == null) {
      return "policy " + question.subject().policy() + " is no longer configured";
    }
    var pausedAt = question.subject().pausedAt();
    if (pausedAt == null) {
      var verdict =
          Policies.judge(
              policy,
              new Facts(sandbox, question.lease(), question.standing().e2bTime(question.now())));
      return verdict.decisive() ? null : verdict.label() + ": " + verdict.reason();
    }
    if (sandbox.state() != State.PAUSED) {
      return "it is " + sandbox.state().label() + ", no longer in the pause we put it in";
    }
    return watch.renewedSince().test(sandbox, pausedAt)
        ? "somebody sent a heartbeat for it since we paused it"
        : null;
  }

  private @Nullable String identity(Question question) {
    var startedAt = question.sandbox().startedAt();
    if (startedAt == null || !Sandbox.sameExecution(startedAt, question.subject().startedAt())) {
      return "it is another run: started "
          + startedAt
          + ", judged was "
          + question.subject().startedAt();
    }
    return Evidence.metadata(question.subject().evidence()).equals(question.sandbox().metadata())
        ? null
        : "its metadata is not what was judged";
  }

  private @Nullable String grown(Question question) {
    var adult = question.subject().startedAt().plus(settings.timings().creationGrace());
    if (question.standing().e2bTime(question.now()).isBefore(adult)) {
      return "younger than creation grace until " + adult;
    }
    var due = question.subject().due();
    return question.now().isBefore(due) && !question.subject().approved()
        ? "grace runs until " + due
        : null;
  }

  private @Nullable String settled(Question question) {
    if (question.standing().firstWalkAt() == null) {
      return "no complete walk since start";
    }
    var settled = question.standing().startedAt().plus(settings.timings().settle());
    return question.now().isBefore(settled) ? "settling until " + settled : null;
  }

  private @Nullable String fresh(Question question) {
    var walkedAt = question.standing().lastWalkAt();
    if (walkedAt == null
        || walkedAt.plus(WALK).isBefore(question.now())
        || walkedAt.isAfter(question.now())) { // our clock was set back: its age is unknown
      return "the last complete walk is of " + walkedAt;
    }
    var readAt = question.readAt();
    return stale(readAt, question.now()) ? "the final read is of " + readAt : null;
  }

  static boolean stale(@Nullable Instant readAt, Instant now) {
    return readAt != null && (readAt.plus(FINAL_READ).isBefore(now) || readAt.isAfter(now));
  }

  private @Nullable String accountHealthy(Question question) {
    if (question.standing().api().health().circuitOpen()) {
      return "the circuit to E2B is open";
    }
    var doubts = question.standing().doubts();
    return doubts.isEmpty() ? null : String.join("; ", doubts.values());
  }

  /** A store that was not there when it began cannot know who claimed it. */
  private @Nullable String watched(Question question) {
    var since = watch.storeCreatedAt();
    if (!since.isAfter(question.subject().startedAt())) {
      return null;
    }
    if (question.policy() != null && question.policy().condition() instanceof Condition.Unclaimed) {
      return "it began before the store did, so its silence proves nothing";
    }
    var waited = since.plus(settings.timings().newStoreWait());
    return question.now().isBefore(waited) && !approved(question)
        ? "it is older than the store, which only watches until " + waited
        : null;
  }

  private @Nullable String caps(Question question) {
    return question.ticket().covers(question.subject())
        ? null
        : watch.caps().objection(question.subject());
  }

  private @Nullable String notFrozen(Question question) {
    var freeze = watch.freezes().stopping(question.subject().key().account());
    if (freeze == null || (freeze.cause().equals(Freezes.CAP) && approved(question))) {
      return null;
    }
    return "frozen: " + freeze.reason();
  }

  /** By this pass, or at an earlier step of the case: an approval holds for all its steps. */
  private boolean approved(Question question) {
    return question.ticket().covers(question.subject())
        || watch.caps().approvedPlan(question.subject()) != null;
  }

  private @Nullable String clock(Question question) {
    var skew = question.standing().api().health().clockSkewMillis();
    if (skew == null) {
      return "E2B's clock is not known yet";
    }
    return Duration.ofMillis(skew).abs().compareTo(SKEW) > 0
        ? "our clock is " + Duration.ofMillis(skew) + " behind E2B's"
        : null;
  }
}

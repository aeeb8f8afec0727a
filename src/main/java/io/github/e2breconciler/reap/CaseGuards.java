package io.github.e2breconciler.reap;

import io.github.e2breconciler.lease.LeaseBook;
import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.policy.LeaseState;
import io.github.e2breconciler.policy.Policies;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guards that look at the sandbox itself: whether it is the one that was judged, ours,
 * nobody's, and still condemned.
 */
final class CaseGuards {

  private static final String NO_SCOPE = "the account has no scope";

  /** Those that ask what the sandbox is, and not what else there is. */
  static final Set<String> OF_SANDBOX =
      Set.of(GuardName.SCOPE, GuardName.UNPROTECTED, GuardName.CONDEMNED, GuardName.IDENTITY);

  private final ReapSettings settings;
  private final Supplier<Action> mode;
  private final Snoozes snoozes;
  private final LeaseBook leases;

  /**
   * The guards.
   *
   * @param mode how far anything may go now
   */
  CaseGuards(ReapSettings settings, Supplier<Action> mode, Snoozes snoozes, LeaseBook leases) {
    this.settings = settings;
    this.mode = mode;
    this.snoozes = snoozes;
    this.leases = leases;
  }

  List<Guard> all() {
    return List.of(
        new Guard(GuardName.SCOPE, this::scope, this::scopeInputs),
        new Guard(GuardName.UNPROTECTED, this::unprotected, this::protectionInputs),
        new Guard(GuardName.UNOWNED, this::unowned, this::leaseInputs),
        new Guard(GuardName.CONDEMNED, this::condemned, this::condemnedInputs),
        new Guard(GuardName.IDENTITY, this::identity, CaseGuards::identityInputs),
        new Guard(GuardName.GROWN, this::grown, this::grownInputs));
  }

  /**
   * Asked last: while it alone objects, everything else is asked, counted and told as it would be
   * if requests could be sent.
   */
  Guard armed() {
    return new Guard(GuardName.ARMED, this::armed, this::armedInputs);
  }

  private @Nullable String armed(Question question) {
    var policy = question.policy();
    if (policy == null) {
      return "policy " + question.subject().policy() + " is no longer configured";
    }
    var now = mode.get();
    var ceiling = policy.action().atMost(now);
    if (ceiling.compareTo(question.step()) < 0) {
      return "mode "
          + now.label()
          + (now == settings.mode() ? "" : " (the store was lost, see GET /api/store)")
          + " and policy "
          + policy.name()
          + " allow "
          + ceiling.label()
          + " at most";
    }
    return settings.scopeOf(question.subject().key().account()).metadata().isEmpty()
        ? NO_SCOPE
        : null;
  }

  private @Nullable String scope(Question question) {
    var scope = settings.scopeOf(question.subject().key().account());
    if (scope.metadata().isEmpty()) {
      return NO_SCOPE;
    }
    return scope.contains(question.sandbox().metadata())
        ? null
        : "its metadata does not prove that it is ours";
  }

  private @Nullable String unprotected(Question question) {
    var snooze = snoozes.holding(question.subject().key());
    if (snooze != null) {
      return Snoozes.told(snooze);
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
          policy != null && policy.clipsLeases() ? null : "a lease holds until " + until;
      case LeaseState.Unknown(var reason) -> reason;
      case LeaseState.Expired _, LeaseState.Never _ -> null;
    };
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
      var verdict = Policies.judge(policy, question.facts());
      return verdict.decisive() ? null : verdict.label() + ": " + verdict.reason();
    }
    if (!question.subject().judgedBy(policy, sandbox)) {
      return "policy " + policy.name() + " was changed since it judged it";
    }
    if (sandbox.state() != State.PAUSED) {
      return "it is " + sandbox.state().label() + ", no longer in the pause we put it in";
    }
    return leases.renewedSince(sandbox, pausedAt)
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
    var grownAt = settings.timings().grownAt(question.subject().startedAt());
    if (question.standing().e2bTime(question.now()).isBefore(grownAt)) {
      return "younger than creation grace until " + grownAt;
    }
    var due = question.subject().due();
    return question.now().isBefore(due) && !question.subject().approved()
        ? "grace runs until " + due
        : null;
  }

  private List<Input> armedInputs(Question question) {
    var policy = question.policy();
    return List.of(
        Input.of("mode", mode.get().label()),
        Input.of("action", policy == null ? "none" : policy.action().label()));
  }

  private List<Input> scopeInputs(Question question) {
    var account = question.subject().key().account();
    return List.of(
        Input.of("scope", settings.scopeOf(account).metadata()),
        metadataInputs(question).getFirst());
  }

  private static List<Input> metadataInputs(Question question) {
    var sandbox = question.sandbox();
    return List.of(
        Input.of("metadata", sandbox.metadata(), sandbox.observedAt()),
        Input.of("template", sandbox.template(), sandbox.observedAt()));
  }

  private List<Input> protectionInputs(Question question) {
    var snooze = snoozes.holding(question.subject().key());
    var protection = settings.protection().reasonFor(question.sandbox());
    var inputs = new ArrayList<>(metadataInputs(question));
    inputs.add(Input.of("snooze", snooze == null ? "none" : Snoozes.told(snooze)));
    inputs.add(Input.of("protection", protection == null ? "none" : protection));
    return inputs;
  }

  private List<Input> leaseInputs(Question question) {
    return List.of(lease(question));
  }

  /** A lease is as old as the newest heartbeat for it. */
  private Input lease(Question question) {
    return Input.of(
        "lease", Evidence.describe(question.lease()), leases.heardOf(question.sandbox()));
  }

  private List<Input> condemnedInputs(Question question) {
    var sandbox = question.sandbox();
    var subject = question.subject();
    return List.of(
        Input.of("state", sandbox.state().label(), sandbox.observedAt()),
        Input.of("endAt", sandbox.endAt(), sandbox.observedAt()),
        lease(question),
        Input.of("pausedByUs", subject.pausedAt() != null, subject.pausedAt()));
  }

  private static List<Input> identityInputs(Question question) {
    var sandbox = question.sandbox();
    var subject = question.subject();
    return List.of(
        Input.of("startedAt", sandbox.startedAt(), sandbox.observedAt()),
        Input.of("judged", subject.startedAt(), subject.markedAt()));
  }

  private List<Input> grownInputs(Question question) {
    return List.of(
        Input.of("startedAt", question.subject().startedAt()),
        Input.of("creationGrace", settings.timings().creationGrace()),
        Input.of("due", question.subject().due()),
        Input.of("approved", question.subject().approved()));
  }
}

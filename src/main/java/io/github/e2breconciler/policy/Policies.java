package io.github.e2breconciler.policy;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Finding.Condemned;
import io.github.e2breconciler.policy.Finding.NotYet;
import io.github.e2breconciler.policy.Finding.Spared;
import io.github.e2breconciler.policy.Verdict.Keep;
import io.github.e2breconciler.policy.Verdict.Wait;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All policies, in the order in which they are asked.
 *
 * <p>A verdict is what a policy wants, no more: it is capped neither by mode nor by grace, and
 * knows nothing of scope and protection. Whether it may be done, the guards say.
 *
 * <p>A live lease protects from every policy but an age limit that may pause or kill, from which it
 * protects only until the limit. Where we cannot tell whether there is a lease, nothing is
 * condemned, by an age limit neither.
 */
public record Policies(List<Policy> list) {

  public Policies {
    list = List.copyOf(list);
    var names = list.stream().map(Policy::name).distinct().count();
    if (names < list.size()) {
      throw new IllegalArgumentException("two policies share a name: " + list);
    }
  }

  /** Reads {@code policies} of the top level; where it is absent, one that notifies of overdue. */
  public static Policies read(ConfigReader in) {
    return PolicyReader.read(in);
  }

  /** The first decisive verdict; else the wait that ends first; else keep. */
  public Judgement judge(Facts facts) {
    var opinions = list.stream().map(each -> new Opinion(each.name(), judge(each, facts))).toList();
    var winner = winner(opinions);
    if (winner < 0) {
      return new Judgement(new Keep("nothing condemns it"), null, opinions);
    }
    return new Judgement(opinions.get(winner).verdict(), list.get(winner), opinions);
  }

  /** What one policy makes of the facts. */
  public static Verdict judge(Policy policy, Facts facts) {
    if (!policy.match().matches(facts.sandbox())) {
      return new Keep("does not match");
    }
    return switch (Finder.find(policy.condition(), facts)) {
      case Spared(var reason) -> new Keep(reason);
      case NotYet(var until, var reason) -> new Wait(later(until, policy, facts), reason);
      case Condemned(var reason) -> unlessOwned(policy, facts, reason);
    };
  }

  /** The policy of that name, or null. */
  public @Nullable Policy byName(String name) {
    for (var policy : list) {
      if (policy.name().equals(name)) {
        return policy;
      }
    }
    return null;
  }

  /**
   * When the first age limit that may pause or kill ends the current run, whatever leases it has.
   *
   * @return null where none is about this sandbox, or its start is unknown, or it does not run
   */
  public @Nullable Instant clippedTo(Sandbox sandbox) {
    @Nullable Instant startedAt = sandbox.startedAt();
    @Nullable Instant earliest = null;
    if (startedAt == null || sandbox.state() == State.PAUSED || sandbox.state() == State.GONE) {
      return null;
    }
    for (var policy : list) {
      if (policy.condition() instanceof MaxAge(var limit)
          && policy.clipsLeases()
          && policy.match().matches(sandbox)) {
        var end = startedAt.plus(limit);
        earliest = earliest == null || end.isBefore(earliest) ? end : earliest;
      }
    }
    return earliest;
  }

  private static int winner(List<Opinion> opinions) {
    var winner = -1;
    @Nullable Instant earliest = null;
    for (var i = 0; i < opinions.size(); i++) {
      var verdict = opinions.get(i).verdict();
      if (verdict.decisive()) {
        return i;
      }
      if (verdict instanceof Wait(var until, _) && (earliest == null || until.isBefore(earliest))) {
        earliest = until;
        winner = i;
      }
    }
    return winner;
  }

  private static Verdict unlessOwned(Policy policy, Facts facts, String reason) {
    return switch (facts.lease()) {
      case LeaseState.Unknown(var why) -> new Keep("its lease is unknown: " + why);
      case LeaseState.Live(var until) when !policy.clipsLeases() ->
          until.isAfter(facts.now())
              ? new Wait(until, "owned until " + until)
              : new Keep("owned"); // the lease outlives its term: we were deaf meanwhile
      case LeaseState.Live _, LeaseState.Expired _, LeaseState.Never _ -> policy.verdict(reason);
    };
  }

  /** Before a lease that protects from the policy ends, nothing can come of it. */
  private static Instant later(Instant until, Policy policy, Facts facts) {
    return facts.lease() instanceof LeaseState.Live(var leased)
            && !policy.clipsLeases()
            && leased.isAfter(until)
        ? leased
        : until;
  }
}

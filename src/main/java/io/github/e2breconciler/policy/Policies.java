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

  private static final Finding NO_MATCH = new Spared("does not match");

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
    @Nullable Policy winner = lean(facts).policy();
    if (winner == null) {
      return new Judgement(new Keep("nothing condemns it"), null, opinions);
    }
    return new Judgement(opinions.get(list.indexOf(winner)).verdict(), winner, opinions);
  }

  /**
   * What {@link #judge(Facts)} comes to, and not a word of why: for the many of which nothing more
   * is asked.
   */
  public Leaning lean(Facts facts) {
    @Nullable Policy first = null;
    @Nullable Instant earliest = null;
    for (var policy : list) {
      switch (find(policy, facts)) {
        case Condemned _ -> {
          return new Leaning(policy, policy.action().label(), true);
        }
        case NotYet(var until, var _) -> {
          if (earliest == null || until.isBefore(earliest)) {
            earliest = until;
            first = policy;
          }
        }
        case Spared _ -> {}
      }
    }
    return first == null ? Leaning.KEEP : new Leaning(first, Leaning.WAIT, false);
  }

  /** What one policy makes of the facts. */
  public static Verdict judge(Policy policy, Facts facts) {
    return switch (find(policy, facts)) {
      case Spared(var reason) -> new Keep(reason.get());
      case NotYet(var until, var reason) -> new Wait(until, reason.get());
      case Condemned(var reason) -> policy.verdict(reason.get());
    };
  }

  private static Finding find(Policy policy, Facts facts) {
    if (!policy.match().matches(facts.sandbox())) {
      return NO_MATCH;
    }
    return switch (Finder.find(policy.condition(), facts)) {
      case Spared spared -> spared;
      case NotYet(var until, var reason) -> new NotYet(later(until, policy, facts), reason);
      case Condemned condemned -> unlessOwned(policy, facts, condemned);
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

  private static Finding unlessOwned(Policy policy, Facts facts, Condemned condemned) {
    return switch (facts.lease()) {
      case LeaseState.Unknown(var why) -> new Spared(() -> "its lease is unknown: " + why);
      case LeaseState.Live(var until) when !policy.clipsLeases() ->
          until.isAfter(facts.now())
              ? new NotYet(until, () -> "owned until " + until)
              : new Spared("owned"); // the lease outlives its term: we were deaf meanwhile
      case LeaseState.Live _, LeaseState.Expired _, LeaseState.Never _ -> condemned;
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

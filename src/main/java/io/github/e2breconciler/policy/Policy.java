package io.github.e2breconciler.policy;

import io.github.e2breconciler.policy.Condition.MaxAge;
import io.github.e2breconciler.policy.Condition.PausedLongerThan;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One rule: what is condemned, and how far that may go.
 *
 * @param name a metric label, unique among policies
 * @param grace from first condemned to the first step; no part of the verdict
 * @param action the verdict on what is condemned: notify, pause or kill
 * @param window when that may be done; no part of the verdict either
 */
public record Policy(
    String name, Condition condition, Match match, Duration grace, Action action, Window window) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** One that may act at any time. */
  public Policy(String name, Condition condition, Match match, Duration grace, Action action) {
    this(name, condition, match, grace, action, Window.ALWAYS);
  }

  public Policy {
    if (!validName(name)) {
      throw new IllegalArgumentException("not a policy name: " + name);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is negative: " + grace);
    }
    if (action == Action.OBSERVE) {
      throw new IllegalArgumentException("a policy that only observes: " + name);
    }
    if (!allowed(condition, action)) {
      throw new IllegalArgumentException(
          name + " may not " + action.label() + " what " + condition.label() + " condemns");
    }
  }

  /** Whether {@code name} is lower-case letters, digits and dashes, at most 63 of them. */
  static boolean validName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Whether a condition may lead to an action. Ending a paused sandbox saves nothing and destroys
   * data, so that wants to be said; pausing one is nothing at all.
   */
  static boolean allowed(Condition condition, Action action) {
    return switch (condition) {
      case PausedLongerThan(_, var deleteData) ->
          action == Action.NOTIFY || (deleteData && action == Action.KILL);
      case Condition.Overdue _,
          MaxAge _,
          Condition.LeaseExpired _,
          Condition.ExpiresAt _,
          Condition.Ttl _,
          Condition.Unclaimed _ ->
          true;
    };
  }

  /**
   * Whether it ends what a live lease protects from every other policy: an age limit with teeth.
   */
  public boolean clipsLeases() {
    return condition instanceof MaxAge && action.compareTo(Action.PAUSE) >= 0;
  }

  /** The verdict on what the condition condemns. */
  Verdict verdict(String reason) {
    return switch (action) {
      case OBSERVE -> new Verdict.Keep(reason); // refused above
      case NOTIFY -> new Verdict.Notify(reason);
      case PAUSE -> new Verdict.Pause(reason);
      case KILL -> new Verdict.Kill(reason);
    };
  }
}

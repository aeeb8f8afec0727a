package io.github.e2breconciler.simulator;

import java.time.Duration;

/**
 * What E2B grants a team.
 *
 * @param longestRun the furthest end of one run from its start; pause and resume restart it
 * @param concurrent how many may run at once
 * @param events whether there are an event feed and webhooks; self-hosted E2B has neither
 * @param feedLag how late an event appears in the feed
 */
public record TeamPlan(Duration longestRun, int concurrent, boolean events, Duration feedLag) {

  /** 24 hours a run, as many as asked for, a feed without lag. */
  public static TeamPlan pro() {
    return new TeamPlan(Duration.ofHours(24), Integer.MAX_VALUE, true, Duration.ZERO);
  }

  /** Self-hosted: neither feed nor webhooks. */
  public static TeamPlan selfHosted() {
    return new TeamPlan(Duration.ofHours(24), Integer.MAX_VALUE, false, Duration.ZERO);
  }

  public TeamPlan withLongestRun(Duration value) {
    return new TeamPlan(value, concurrent, events, feedLag);
  }

  public TeamPlan withConcurrent(int value) {
    return new TeamPlan(longestRun, value, events, feedLag);
  }

  public TeamPlan withFeedLag(Duration value) {
    return new TeamPlan(longestRun, concurrent, events, value);
  }
}

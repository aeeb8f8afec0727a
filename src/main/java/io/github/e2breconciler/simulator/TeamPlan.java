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

  /** An hour a run and 20 at once. */
  public static TeamPlan hobby() {
    return pro().withLongestRun(Duration.ofHours(1)).withConcurrent(20);
  }

  /** Self-hosted: neither feed nor webhooks. */
  public static TeamPlan selfHosted() {
    return new TeamPlan(Duration.ofHours(24), Integer.MAX_VALUE, false, Duration.ZERO);
  }

  /** Whether a living fleet of that size fits: it may double, and some of it lives for a day. */
  public boolean holds(int fleet) {
    return concurrent / 3 >= fleet && longestRun.compareTo(Duration.ofHours(24)) >= 0;
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

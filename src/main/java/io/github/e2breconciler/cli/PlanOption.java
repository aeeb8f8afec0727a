package io.github.e2breconciler.cli;

import io.github.e2breconciler.simulator.TeamPlan;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the simulator grants its teams. */
final class PlanOption {

  /** The plans that E2B has, by the words for them. */
  enum Plan {
    HOBBY,
    PRO,
    SELF_HOSTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      defaultValue = "pro",
      description =
          "hobby (an hour a run, 20 at once), pro (a day a run, any number) or self-hosted (as pro,"
              + " without feed and webhooks). Default: ${DEFAULT-VALUE}.")
  private Plan plan = Plan.PRO;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      description = "How many sandboxes may run at once; one more is answered 429.")
  private @Nullable Integer concurrent;

  @Option(
      names = "--longest-run",
      paramLabel = "DURATION",
      description = "How long a run may last at most, as in PT1H.")
  private @Nullable Duration longestRun;

  @Option(
      names = "--feed-lag",
      paramLabel = "DURATION",
      description = "How late an event is in the feed, as in PT2S. Default: not at all.")
  private @Nullable Duration feedLag;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PlanOption() {}

  TeamPlan plan() {
    var granted =
        switch (plan) {
          case HOBBY -> TeamPlan.hobby();
          case PRO -> TeamPlan.pro();
          case SELF_HOSTED -> TeamPlan.selfHosted();
        };
    if (concurrent != null) {
      granted = granted.withConcurrent(concurrent);
    }
    if (longestRun != null) {
      granted = granted.withLongestRun(longestRun);
    }
    return feedLag == null ? granted : granted.withFeedLag(feedLag);
  }
}

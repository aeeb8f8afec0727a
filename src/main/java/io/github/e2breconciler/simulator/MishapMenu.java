package io.github.e2breconciler.simulator;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.simulator.Pace.Work;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/** What may befall the world itself. */
enum MishapMenu implements MenuLine {
  WEBHOOK_DISABLED(_ -> new Mishap.WebhookDisabled()),
  WEBHOOK_DELETED(_ -> new Mishap.WebhookDeleted()),
  WEBHOOK_ELSEWHERE(
      in -> new Mishap.WebhookElsewhere(in.uri("url", URI.create("http://127.0.0.1:9/elsewhere")))),
  WEBHOOK_BURST(in -> new Mishap.Burst(in.count("count", 10_000, 1, 1_000_000))),
  CRASH(_ -> new Mishap.Crash()),
  RESTART(_ -> new Mishap.Restart()),
  TRAFFIC(_ -> new Mishap.Traffic()),
  SNAPSHOT(in -> new Mishap.Snapshot(length(in, "hold", 30))),
  END_FORGOTTEN(_ -> new Mishap.EndForgotten()),
  NODE_LOST(_ -> new Mishap.NodeLost()),
  KILLED_EARLY(in -> new Mishap.KilledEarly(length(in, "by", 30))),
  PAUSE_SLOW(in -> new Mishap.Slow(Work.PAUSE, length(in, "over", 5))),
  KILL_SLOW(in -> new Mishap.Slow(Work.KILL, length(in, "over", 5))),
  SNAPSHOT_SLOW(in -> new Mishap.Slow(Work.SNAPSHOT, length(in, "over", 5))),
  CLOCK_AHEAD(in -> new Mishap.ClockWrong(length(in, "by", 60))),
  CLOCK_BEHIND(in -> new Mishap.ClockWrong(length(in, "by", 60).negated()));

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<ConfigReader, Mishap> reader;

  MishapMenu(Function<ConfigReader, Mishap> reader) {
    this.reader = reader;
  }

  /** The rule that one item of a plan states. */
  MishapRule read(ConfigReader in) {
    var mishap = reader.apply(in);
    var match =
        mishap instanceof Mishap.OfSandbox
            ? SandboxSelector.read(in.section("match"))
            : SandboxSelector.all();
    var every =
        !(mishap instanceof Mishap.Lasting) && in.has("every")
            ? in.duration("every", Duration.ZERO, Duration.ofMillis(100), Duration.ofDays(7))
            : null;
    return new MishapRule(label(), mishap, Odds.read(in), match, every);
  }

  private static Duration length(ConfigReader in, String key, long seconds) {
    return in.duration(key, Duration.ofSeconds(seconds), Duration.ZERO, Duration.ofDays(7));
  }
}

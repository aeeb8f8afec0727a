package io.github.e2breconciler.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.e2breconciler.day.Day;
import io.github.e2breconciler.day.Troubles;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it costs in calls to be right, and how late the mirror is. */
@Command(
    name = "calls",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Days of fleets on virtual time: calls to E2B, and how long the mirror is wrong when"
            + " webhooks get lost. Exit code 1 where a bar is missed.")
final class CallsCommand implements Callable<Integer> {

  private static final Duration FAST = Duration.ofSeconds(15);
  private static final Duration SLOW = Duration.ofMinutes(5);

  /** A walk interval, which chance makes a tenth longer, and the walk that confirms it. */
  private static final Duration WALK = Duration.ofMinutes(11).plusSeconds(45);

  /** One page holds it. */
  private static final int SMALL = 100;

  private static final int LARGE = 2_000;

  /** About ten thousand of its events are no {@code updated} in an hour. */
  private static final int TEN_THOUSAND_EVENTS = 5_000;

  private static final Troubles TROUBLES = new Troubles(0.1, 0.01, 0.3);

  @Option(names = "--fleets", split = ",", defaultValue = "20,1100,10000")
  private List<Integer> fleets = List.of();

  @Option(names = "--for", defaultValue = "24h", description = "Of each day.")
  private Duration length = Duration.ZERO;

  @Option(
      names = "--large-for",
      defaultValue = "6h",
      description = "The same for fleets of more than 2,000.")
  private Duration largeLength = Duration.ZERO;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "healthy,lost,no_feed,down",
      description = "Which: ${COMPLETION-CANDIDATES}.")
  private Set<Row> rows = Set.of();

  @Option(names = "--detections", split = ",", defaultValue = "15s,5m", description = "Of healthy.")
  private List<Duration> detections = List.of();

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  /** What a row is about. */
  enum Row {
    HEALTHY,
    LOST,
    NO_FEED,
    DOWN
  }

  @Spec private CommandSpec spec;

  private Sheet sheet;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CallsCommand() {}

  @Override
  public Integer call() {
    ((Logger) LoggerFactory.getLogger("io.github.e2breconciler")).setLevel(Level.ERROR);
    sheet = new Sheet(spec.commandLine().getOut());
    rows.forEach(this::print);
    return sheet.exitCode();
  }

  private void print(Row row) {
    switch (row) {
      case HEALTHY ->
          detections.forEach(detection -> fleets.forEach(fleet -> healthy(fleet, detection)));
      case LOST -> fleets.forEach(this::lost);
      case NO_FEED -> fleets.forEach(this::withoutFeed);
      case DOWN -> down();
    }
  }

  /** Calls by purpose, against those of others who would be as fast. */
  private void healthy(int fleet, Duration detection) {
    try (var day = day(Day.Terms.of(fleet, detection))) {
      day.run(length(fleet));
      var bill = day.bill();
      var days = (double) length(fleet).toSeconds() / Duration.ofDays(1).toSeconds();
      sheet.say(
          "%s, detection %s, webhooks healthy: %.0f calls a day %s, walks %.0f"
              .formatted(
                  name(fleet),
                  detection,
                  bill.total() / days,
                  bill.calls(),
                  day.counted("e2b_reconciler.walks", "outcome", "complete")));
      var ofListPolling = (double) bill.total() / bill.listPolling();
      if (fleet <= SMALL && detection.equals(SLOW)) {
        sheet.say("calls ÷ those of list polling: %.3f, no bar".formatted(ofListPolling));
      } else {
        sheet.ratio("calls ÷ those of list polling", ofListPolling, most(fleet, detection));
      }
      sheet.ratio(
          "calls ÷ those of status reads",
          (double) bill.total() / bill.statusReads(),
          fleet > SMALL ? 0.01 : 0.10);
      sheet.seconds(
          "webhook delivered → mirror right, p99 of real time, decoded, stored and merged",
          day.takingIn().at(0.99),
          Duration.ofSeconds(1));
    }
  }

  private static double most(int fleet, Duration detection) {
    if (fleet <= SMALL) {
      return 1.1; // the list is one page: nothing to save
    }
    if (detection.equals(SLOW)) {
      return 0.35;
    }
    return fleet > LARGE ? 0.05 : 0.15;
  }

  private void lost(int fleet) {
    var troubles = fleet > LARGE ? Troubles.NONE : TROUBLES;
    try (var day = day(Day.Terms.of(fleet, FAST).with(troubles))) {
      day.webhooksOff();
      day.run(length(fleet));
      sheet.say(
          "%s, every webhook lost for %s, feed healthy: %d events, %d changes that no event tells"
              .formatted(name(fleet), length(fleet), day.told().count(), day.untold().count()));
      sheet.seconds("lost → mirror right, p99", day.told().at(0.99), Duration.ofSeconds(30));
      sheet.seconds("lost → mirror right, longest", day.told().longest(), Duration.ofMinutes(1));
      sheet.seconds("never told → mirror right, longest", day.untold().longest(), WALK);
      stored(day);
      atRest(day);
    }
  }

  /** Every event but the last, which may be on its way, and each once. */
  private void stored(Day day) {
    var events = day.events(day.now().minus(FAST.multipliedBy(2)));
    sheet.none("events missing", events.missing());
    sheet.none("events twice", events.twice());
    sheet.none("events with another time than E2B's", events.elsewhen());
  }

  /** After the next walk everything is right, ends too. */
  private void atRest(Day day) {
    day.endLife();
    day.run(WALK);
    sheet.none("differences of belief and truth in the end", day.differences().size());
  }

  private void withoutFeed(int fleet) {
    if (fleet > LARGE) {
      return;
    }
    try (var day = day(Day.Terms.of(fleet, FAST).selfHosted())) {
      day.webhooksOff();
      day.run(length(fleet).dividedBy(4));
      sheet.say(
          "%s, no feed, every webhook lost: %d changes".formatted(name(fleet), day.told().count()));
      sheet.seconds("lost → mirror right, p99", day.told().at(0.99), Duration.ofSeconds(45));
    }
  }

  private void down() {
    try (var day = day(Day.Terms.of(TEN_THOUSAND_EVENTS, FAST))) {
      day.run(Duration.ofMinutes(15));
      day.down();
      day.run(Duration.ofHours(1));
      var missing = day.events(day.now()).missing();
      var took = day.recover(Duration.ofMinutes(5));
      sheet.say("down for an hour, of which " + missing + " events are missing");
      sheet.seconds("up → all recovered", took, Duration.ofMillis(1_500L * missing / 1_000));
      stored(day);
    }
  }

  private Day day(Day.Terms terms) {
    return new Day(terms.withSeed(seed));
  }

  private Duration length(int fleet) {
    return fleet > LARGE ? largeLength : length;
  }

  private static String name(int fleet) {
    return "fleet of %,d".formatted(fleet);
  }
}

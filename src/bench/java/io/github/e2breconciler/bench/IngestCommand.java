package io.github.e2breconciler.bench;

import static io.github.e2breconciler.bench.Target.BARE;
import static io.github.e2breconciler.bench.Target.DURABLE;
import static io.github.e2breconciler.bench.Target.PARSE;

import io.github.e2breconciler.bench.Load.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it costs to take an event in, and where it goes. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Webhooks: a bare handler, verify + parse, all but the store, and the durable path.")
final class IngestCommand implements Callable<Integer> {

  @Option(names = "--rounds", defaultValue = "7", description = "Of each target, in turn.")
  private int rounds;

  @Option(names = "--requests", defaultValue = "30000", description = "Of a round.")
  private int requests;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "Rounds of each before any counts, for all to be compiled.")
  private int warmUps;

  @Option(names = "--connections", defaultValue = "64")
  private int connections;

  @Option(names = "--repeats", defaultValue = "100000", description = "Of one event; 0: none.")
  private int repeats;

  @Option(names = "--folder", defaultValue = "target", description = "Where the store lies.")
  private Path folder;

  @Option(names = "--jvm", description = "Options of the measured process.")
  private List<String> options = List.of();

  @Option(
      names = "--judge",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Hold the ratios against their bars, and end with 1 where one is missed.")
  private boolean judge;

  @Spec private CommandSpec spec;

  private final Traffic traffic = new Traffic(InstantSource.system(), new SplittableRandom());

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  IngestCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var bars = new Bars(out());
    try (var subject = new Subject(folder, options)) {
      warmUp(subject);
      var saturated = saturate(subject, bars);
      offer(subject, saturated.perSecond(DURABLE) / 2, bars);
      if (repeats > 0) {
        repeat(subject, saturated.perSecond(DURABLE), bars);
      }
    } finally {
      out().flush();
    }
    return bars.cleared() || !judge ? 0 : 1;
  }

  private void warmUp(Subject subject) throws IOException, InterruptedException {
    for (var i = 0; i < warmUps; i++) {
      for (var target : Target.values()) {
        round(subject, target, 0);
      }
    }
  }

  private Rounds saturate(Subject subject, Bars bars) throws IOException, InterruptedException {
    var done = new Rounds();
    for (var i = 0; i < rounds; i++) {
      for (var target : Target.values()) {
        done.add(target, round(subject, target, 0));
      }
    }
    out().printf("%nsaturated, %d connections, %s%n", connections, size());
    out()
        .printf(
            "%-20s %12s %9s %9s %9s %9s %9s%n",
            "", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "÷ bare", "÷ parse");
    for (var target : Target.values()) {
      var latencies = done.latencies(target);
      out()
          .printf(
              "%-20s %12.0f %9.2f %9.2f %9.2f %9.2f %9.2f%n",
              target.title(),
              done.perSecond(target),
              latencies.millis(0.5),
              latencies.millis(0.99),
              latencies.millis(0.999),
              done.ratio(target, BARE),
              done.ratio(target, PARSE));
    }
    bars.atLeast("durable ÷ verify + parse", done.ratio(DURABLE, PARSE), 0.60);
    bars.atLeast("durable ÷ bare", done.ratio(DURABLE, BARE), 0.50);
    out().flush();
    return done;
  }

  private void offer(Subject subject, double perSecond, Bars bars)
      throws IOException, InterruptedException {
    var done = new Rounds();
    for (var i = 0; i < rounds; i++) {
      for (var target : List.of(PARSE, DURABLE)) {
        done.add(target, round(subject, target, perSecond));
      }
    }
    out().printf("%noffered %.0f requests/s, half of durable's, %s%n", perSecond, size());
    out().printf("%-20s %9s %9s %9s%n", "", "p50 ms", "p99 ms", "p99.9 ms");
    for (var target : List.of(PARSE, DURABLE)) {
      var latencies = done.latencies(target);
      out()
          .printf(
              "%-20s %9.2f %9.2f %9.2f%n",
              target.title(),
              latencies.millis(0.5),
              latencies.millis(0.99),
              latencies.millis(0.999));
    }
    bars.atMost(
        "p99 ÷ that of verify + parse",
        done.latencies(DURABLE).millis(0.99) / done.latencies(PARSE).millis(0.99),
        3);
    out().flush();
  }

  private void repeat(Subject subject, double unique, Bars bars)
      throws IOException, InterruptedException {
    var before = subject.settled().stored();
    var request = traffic.next();
    try (var load = subject.load(DURABLE, connections)) {
      var result = load.saturate(() -> request, repeats);
      var applied = result.answered() - result.refused() - result.repeated();
      out()
          .printf(
              "%none event %d times: %.0f requests/s, refused %d%n",
              repeats, result.perSecond(), result.refused());
      bars.atLeast("repeated ÷ unique events", result.perSecond() / unique, 1);
      bars.atMost("of them applied", applied, 1);
      bars.atMost("of them stored", (double) (subject.settled().stored() - before), 1);
    }
    out().flush();
  }

  /** One round; at {@code perSecond} 0 as fast as answers come. */
  private Result round(Subject subject, Target target, double perSecond)
      throws IOException, InterruptedException {
    var ready = traffic.ready(requests);
    try (var load = subject.load(target, connections)) {
      var result =
          perSecond == 0 ? load.saturate(ready, requests) : load.offer(ready, requests, perSecond);
      if (result.refused() > 0) {
        throw new IOException(target.title() + " refused " + result.refused());
      }
      return result;
    } finally {
      subject.settled();
    }
  }

  private String size() {
    return "%d rounds of %d, medians of rates and ratios".formatted(rounds, requests);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

package io.github.e2breconciler.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the daemon can go on for ever at a load that it can take. */
@Command(
    name = "sustained",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Endurance: half of saturation for a while; heap, threads, files, backlog.")
final class SustainedCommand implements Callable<Integer> {

  private static final int SAMPLES = 30;
  private static final int ROUNDS = 5;

  @Option(names = "--for", defaultValue = "10m", description = "How long.")
  private Duration time = Duration.ofMinutes(10);

  @Option(names = "--requests", defaultValue = "30000", description = "Of a round that saturates.")
  private int requests;

  @Option(names = "--connections", defaultValue = "64")
  private int connections;

  @Option(names = "--folder", defaultValue = "target", description = "Where the store lies.")
  private Path folder;

  @Option(names = "--jvm", description = "Options of the measured process.")
  private List<String> options = List.of();

  @Option(
      names = "--judge",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "End with 1 where something grew.")
  private boolean judge;

  @Spec private CommandSpec spec;

  private final Requests traffic =
      new SteadyTraffic(new Traffic(InstantSource.system(), new SplittableRandom()));

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SustainedCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var subject = new Subject(folder, options)) {
      var rate = saturation(subject) / 2;
      out().printf("%.0f requests/s for %s, half of saturation%n", rate, time);
      var samples = new ArrayList<Vitals>();
      samples.add(subject.settled());
      print("", samples.getFirst());
      var latencies = offer(subject, rate, samples);
      out().printf("p50 %.2f ms, p99 %.2f ms%n", latencies.millis(0.5), latencies.millis(0.99));
      var endured = new Endurance(samples, settle(subject)).judge(out());
      return endured || !judge ? 0 : 1;
    } finally {
      out().flush();
    }
  }

  private double saturation(Subject subject) throws IOException, InterruptedException {
    var rates = new ArrayList<Double>();
    for (var i = 0; i < ROUNDS; i++) {
      try (var load = subject.load(Target.DURABLE, connections)) {
        rates.add(load.saturate(traffic.ready(requests), requests).perSecond());
      }
      subject.settled();
    }
    return rates.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
  }

  private Latencies offer(Subject subject, double rate, List<Vitals> samples) throws IOException {
    var latencies = new Latencies();
    var count = (int) Math.max(1, rate * time.toMillis() / 1_000 / SAMPLES);
    try (var load = subject.load(Target.DURABLE, connections)) {
      for (var i = 1; i <= SAMPLES; i++) {
        var result = load.offer(traffic.ready(count), count, rate);
        if (result.refused() > 0) {
          throw new IOException("refused " + result.refused());
        }
        latencies.addAll(result.latencies());
        samples.add(subject.vitals());
        print(time.toMillis() * i / SAMPLES / 1_000 + " s", samples.getLast());
      }
    }
    return latencies;
  }

  /** How long it takes for everything behind the answers to be done. */
  private static Duration settle(Subject subject) throws InterruptedException {
    var start = System.nanoTime();
    subject.settled();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void print(String when, Vitals vitals) {
    out()
        .printf(
            "%-10s stored %9d  backlog %6d  sandboxes %6d  heap %6.1f MiB  threads %4d  files"
                + " %4d%n",
            when,
            vitals.stored(),
            vitals.backlog(),
            vitals.sandboxes(),
            vitals.heap() / 1048576.0,
            vitals.threads(),
            vitals.files());
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

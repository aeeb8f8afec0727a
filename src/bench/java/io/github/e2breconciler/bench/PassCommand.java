package io.github.e2breconciler.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.e2breconciler.bench.Walker.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a pass costs beside the pages that it reads. */
@Command(
    name = "pass",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "A pass over 100,000 sandboxes by HTTP: our own CPU beside fetching and parsing the pages,"
            + " the heap it takes, and how it grows. Exit code 1 where a bar is missed.")
final class PassCommand implements Callable<Integer> {

  private static final int TIMES = 10;

  @Option(names = "--sandboxes", defaultValue = "100000", description = "And a tenth of them.")
  private int sandboxes;

  @Option(names = "--rounds", defaultValue = "5", description = "Of which the median counts.")
  private int rounds;

  @Option(names = "--folder", defaultValue = "target", description = "Where stores lie.")
  private Path parent;

  @Spec private CommandSpec spec;

  private Sheet sheet;

  /** What passes over one fleet cost. */
  private record Costs(List<Cost> fetches, List<Cost> passes, int pages) {

    Duration fetch(Function<Cost, Duration> what) {
      return median(fetches, what);
    }

    Duration pass(Function<Cost, Duration> what) {
      return median(passes, what);
    }

    private static Duration median(List<Cost> costs, Function<Cost, Duration> what) {
      return costs.stream().map(what).sorted().toList().get(costs.size() / 2);
    }
  }

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PassCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    ((Logger) LoggerFactory.getLogger("io.github.e2breconciler")).setLevel(Level.ERROR);
    sheet = new Sheet(spec.commandLine().getOut());
    var few = costs(sandboxes / TIMES, false);
    var many = costs(sandboxes, true);
    sheet.ratio(
        "a pass over 10 times the sandboxes ÷ a pass, by CPU",
        ratio(many.pass(Cost::cpu), few.pass(Cost::cpu)),
        11);
    sheet.ratio("the same, by pages", (double) many.pages / few.pages, 11);
    return sheet.exitCode();
  }

  private Costs costs(int size, boolean large) throws IOException, InterruptedException {
    Files.createDirectories(parent);
    var folder = Files.createTempDirectory(parent, "pass");
    try (var fleet = new Fleet(size, folder);
        var walker = new Walker(fleet.url(), folder)) {
      var empty = Walker.heap();
      var costs = measure(walker);
      tell(size, costs);
      if (large) {
        ownCpu(costs);
        heap(walker, empty);
      }
      return costs;
    } finally {
      Folders.delete(folder);
    }
  }

  private Costs measure(Walker walker) {
    var _ = walker.pass(); // the first one finds everything new
    var fetches = new ArrayList<Cost>();
    var passes = new ArrayList<Cost>();
    for (var i = 0; i <= rounds; i++) {
      var fetch = walker.fetch();
      var pass = walker.pass();
      if (i > 0) {
        fetches.add(fetch);
        passes.add(pass);
      }
    }
    return new Costs(fetches, passes, walker.pages());
  }

  private void tell(int size, Costs costs) {
    sheet.say(
        "%,d sandboxes on %,d pages: fetched in %.2f s with %.2f s of CPU, a pass in %.2f s with %.2f s"
            .formatted(
                size,
                costs.pages,
                seconds(costs.fetch(Cost::wall)),
                seconds(costs.fetch(Cost::cpu)),
                seconds(costs.pass(Cost::wall)),
                seconds(costs.pass(Cost::cpu))));
  }

  private void ownCpu(Costs costs) {
    var own = costs.pass(Cost::cpu).minus(costs.fetch(Cost::cpu));
    sheet.ratio(
        "our own CPU ÷ time to fetch and parse the pages",
        ratio(own, costs.fetch(Cost::wall)),
        0.15);
  }

  /** A pass must know which ids it saw, but not hold their rows twice. */
  private void heap(Walker walker, long empty) throws InterruptedException {
    var full = Walker.heap();
    var during = walker.heapDuring(walker::pass);
    sheet.say(
        "heap: %.1f MB for the inventory, %.1f MB more within a pass"
            .formatted((full - empty) / 1e6, (during - full) / 1e6));
    sheet.ratio(
        "heap of a pass beyond the inventory ÷ the inventory",
        (double) (during - full) / (full - empty),
        0.25);
  }

  private static double ratio(Duration one, Duration other) {
    return (double) one.toNanos() / other.toNanos();
  }

  private static double seconds(Duration value) {
    return value.toNanos() / 1e9;
  }
}

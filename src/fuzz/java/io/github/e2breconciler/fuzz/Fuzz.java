package io.github.e2breconciler.fuzz;

import io.github.e2breconciler.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Searches for inputs that break a target, with Jazzer, each target in a process of its own; and
 * for races, with Lincheck.
 */
@Command(
    name = "fuzz",
    description = "Searches for inputs that break e2b-reconciler.",
    mixinStandardHelpOptions = true)
final class Fuzz implements Callable<Integer> {

  private static final String RACES = "races";

  @Parameters(
      arity = "1..*",
      description = "signature, answers, config, admin, or all of them; and races")
  private List<String> names = List.of();

  @Option(names = "--for", description = "how long each is fuzzed, default 60s")
  private Duration length = Duration.ofSeconds(60);

  @Option(names = "--side-by-side", description = "how many at once, default one a core")
  private int sideBySide = Runtime.getRuntime().availableProcessors();

  @Option(names = "--scenarios", description = "of each race, default 20")
  private int scenarios = 20;

  public static void main(String[] args) {
    var program = new CommandLine(new Fuzz());
    System.exit(program.registerConverter(Duration.class, Durations::parse).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var searches = new ArrayList<Future<Search.Result>>();
    try (var executor = Executors.newFixedThreadPool(sideBySide)) {
      for (var target : targets()) {
        var search = new Search(target, length);
        searches.add(executor.submit(search::run));
      }
    }
    var found = false;
    for (var search : searches) {
      var result = search.get();
      System.out.println(result);
      found |= result.found();
    }
    if (names.contains(RACES)) {
      Races.run(scenarios);
    }
    return found ? 1 : 0;
  }

  private List<Targets> targets() {
    if (names.contains("all")) {
      return List.of(Targets.values());
    }
    return names.stream()
        .filter(name -> !name.equals(RACES))
        .map(name -> Targets.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }
}

package io.github.e2breconciler.bench;

import io.github.e2breconciler.config.Durations;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benches, each a command. */
@Command(
    name = "bench",
    description = "Measures e2b-reconciler. Compare within one run only.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CallsCommand.class,
      PassCommand.class,
      IngestCommand.class,
      SustainedCommand.class,
      MemoryCommand.class,
      StartCommand.class,
      JmhCommand.class,
      SmokeCommand.class,
      FleetCommand.class,
      TargetsCommand.class,
      MemorySubject.class
    })
final class Bench {

  private Bench() {}

  public static void main(String[] args) {
    System.exit(program().execute(args));
  }

  static CommandLine program() {
    return new CommandLine(new Bench())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Durations::parse);
  }
}

package io.github.e2breconciler.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parts of taking an event, each alone, by JMH. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Parts alone: signature, decode, merge, pack, unpack, inventory apply.")
final class JmhCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", description = "Patterns of names of benchmarks; all by default.")
  private List<String> names = List.of();

  @Option(names = "--forks", defaultValue = "1", description = "Processes a benchmark; 0: ours.")
  private int forks;

  @Option(names = "--iterations", defaultValue = "5", description = "Measured, and as many before.")
  private int iterations;

  @Option(names = "--time", defaultValue = "1s", description = "Of an iteration.")
  private Duration time = Duration.ofSeconds(1);

  @Override
  public Integer call() throws RunnerException {
    var options =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.milliseconds(time.toMillis()))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(time.toMillis()))
            .shouldFailOnError(true)
            .jvmArgs("-XX:+UseSerialGC");
    names.forEach(options::include);
    var results = new Runner(options.build()).run();
    return results.isEmpty() ? 1 : 0;
  }
}

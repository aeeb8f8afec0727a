package io.github.e2breconciler.cli;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.simulator.FaultPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is to go wrong in the simulator: a file's plan, or one that comes with the program. */
final class FaultOption {

  @Option(names = "--faults", paramLabel = "FILE", description = "What goes wrong, in YAML.")
  private @Nullable Path file;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "What goes wrong: calm, lossy-webhooks, api-storm, ghosts, mass-disappearance,"
              + " clock-skew, full-menu or rehearsal.")
  private @Nullable String preset;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FaultOption() {}

  private static FaultPlan open(Path file, CommandSpec spec) {
    try {
      return FaultPlan.open(file);
    } catch (ConfigException e) {
      throw new ParameterException(
          spec.commandLine(), "the plan of --faults cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The plan asked for.
   *
   * @param option null where neither was given
   */
  static FaultPlan plan(@Nullable FaultOption option, FaultPlan fallback, CommandSpec spec) {
    if (option == null) {
      return fallback;
    }
    if (option.file != null) {
      return open(option.file, spec);
    }
    if (option.preset == null) {
      return fallback;
    }
    try {
      return FaultPlan.preset(option.preset);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

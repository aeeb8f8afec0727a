package io.github.e2breconciler.cli;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.Durations;
import io.github.e2breconciler.http.ListenException;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.simulator.NotListeningException;
import io.github.e2breconciler.store.StoreException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands under one name. */
@Command(
    name = "e2b-reconciler",
    description = "Keeps a true picture of E2B sandboxes and ends the ones nobody owns.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      RehearseCommand.class,
      SimulatorCommand.class,
      DoctorCommand.class,
      ReconcileCommand.class,
      SendTestEventCommand.class,
      VersionCommand.class
    })
public final class CommandLineProgram {

  private static final Logger log = LoggerFactory.getLogger(CommandLineProgram.class);

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private CommandLineProgram() {}

  /** Runs one command; returns its exit code. */
  public static int run(String... args) {
    return new CommandLine(new CommandLineProgram())
        .registerConverter(Duration.class, CommandLineProgram::duration)
        .registerConverter(URI.class, CommandLineProgram::address)
        .registerConverter(SandboxId.class, CommandLineProgram::sandbox)
        .setExecutionExceptionHandler((failure, command, _) -> explain(failure, command))
        .execute(args);
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is not a duration such as 30s, 5m or PT30S");
    }
  }

  private static URI address(String text) {
    try {
      var uri = new URI(text);
      if (uri.getHost() != null && SCHEMES.contains(String.valueOf(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // the same mistake
    }
    throw new CommandLine.TypeConversionException(
        "'" + text + "' is not an address such as http://127.0.0.1:8081");
  }

  private static SandboxId sandbox(String text) {
    if (SandboxId.valid(text)) {
      return new SandboxId(text);
    }
    throw new CommandLine.TypeConversionException(
        "'" + text + "' is not a sandbox id: letters, digits, underscores and dashes");
  }

  private static int explain(Exception failure, CommandLine command) {
    var out = command.getErr();
    switch (failure) {
      case ConfigException mistakes -> {
        out.println("The configuration cannot be used; nothing was started:");
        mistakes.problems().forEach(problem -> out.println("  - " + problem));
        return ExitCode.CONFIGURATION;
      }
      case StoreException trouble -> out.println(trouble.getMessage());
      case ListenException trouble -> out.println(trouble.getMessage());
      case NoSuchFileException missing -> out.println("There is no file " + missing.getMessage());
      case AccessDeniedException denied -> out.println("Cannot read " + denied.getMessage());
      case NotListeningException trouble ->
          out.println(
              trouble.getMessage()
                  + "; stop what uses it, or name another with "
                  + simulatorPort(command));
      default -> {
        log.error("failed", failure);
        out.println("Failed: " + failure.getMessage());
      }
    }
    return ExitCode.FAILED;
  }

  private static String simulatorPort(CommandLine command) {
    var own = "--simulator-port";
    return command.getCommandSpec().findOption(own) == null ? "--port" : own;
  }
}

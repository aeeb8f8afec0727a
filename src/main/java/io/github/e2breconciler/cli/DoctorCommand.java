package io.github.e2breconciler.cli;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.doctor.Doctor;
import io.github.e2breconciler.doctor.Finding;
import io.github.e2breconciler.doctor.Finding.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a set-up from the outside. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a set-up and says how to mend it.",
      "Best run beside the daemon, with its configuration and environment. It sends one signed"
          + " event, the end of a sandbox that does not exist, and changes nothing else."
    })
final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--config", paramLabel = "FILE", description = "As for serve.")
  private @Nullable Path config;

  @Spec private CommandSpec spec;

  private final List<Finding> findings = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DoctorCommand() {}

  @Override
  public Integer call() {
    var file = ServeCommand.ConfigFile.find(config);
    Settings settings;
    try {
      settings = Settings.read(file, System.getenv());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> report(mistake(problem)));
      conclude();
      return ExitCode.CONFIGURATION;
    }
    report(
        new Finding(
            Level.OK,
            "configuration",
            (file == null ? "the defaults" : file)
                + ", "
                + settings.accounts().size()
                + " account(s), mode "
                + settings.reap().mode().label(),
            ""));
    new Doctor(settings, InstantSource.system(), System::nanoTime).look(this::report);
    conclude();
    return count(Level.FAIL) == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static Finding mistake(String problem) {
    return new Finding(
        Level.FAIL, "configuration", problem, "see config/e2b-reconciler.yaml for every key");
  }

  private void report(Finding finding) {
    findings.add(finding);
    say(finding.toString());
  }

  private void conclude() {
    say("");
    say(
        "%d ok, %d warn, %d fail."
            .formatted(count(Level.OK), count(Level.WARN), count(Level.FAIL)));
    if (count(Level.FAIL) > 0) {
      say(
          "Mend what fails, from the top: later lines often fail for the reason of an earlier"
              + " one.");
    }
    say(
        "The daemon's own log of webhooks: journalctl -u e2b-reconciler, docker compose logs, or"
            + " kubectl logs, each with | grep e2b-webhook");
  }

  private long count(Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}

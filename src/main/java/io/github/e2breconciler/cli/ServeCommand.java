package io.github.e2breconciler.cli;

import io.github.e2breconciler.Daemon;
import io.github.e2breconciler.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The daemon. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon until it is told to stop.")
final class ServeCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML; default: config/e2b-reconciler.yaml here, or above the launcher.")
  private @Nullable Path config;

  @Option(
      names = "--agree-to-loss",
      paramLabel = "NAME",
      description =
          "Goes on without the damaged store that was set aside under this name, as the log says"
              + " it.")
  private @Nullable String loss;

  @Override
  public Integer call() throws InterruptedException {
    var settings = Settings.read(ConfigFile.find(config), System.getenv());
    settings.describe().forEach(line -> log.info("setting {}", line));
    return serve(() -> new Daemon(settings), loss);
  }

  /**
   * Runs a daemon until the process is told to stop.
   *
   * @param loss the file that a human goes on without, or null
   */
  static int serve(Supplier<Daemon> made, @Nullable String loss) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(new LastWords(Runtime.getRuntime()::halt));
    var signals = new Signals();
    try (var daemon = made.get()) {
      if (loss != null) {
        daemon.agreeToLoss(loss);
      }
      daemon.start();
      signals.await();
      log.info("stopping");
    } finally {
      signals.closed();
    }
    return ExitCode.DONE;
  }

  /** Where a configuration is looked for. */
  static final class ConfigFile {

    private static final Path NAME = Path.of("config", "e2b-reconciler.yaml");

    private ConfigFile() {}

    /** The named file; else the one of the working directory; else the launcher's; else none. */
    static @Nullable Path find(@Nullable Path named) {
      if (named != null) {
        return named;
      }
      if (Files.exists(NAME)) {
        return NAME;
      }
      var home = System.getProperty("e2b-reconciler.home");
      if (home == null) {
        return null;
      }
      var installed = Path.of(home).resolve(NAME);
      return Files.exists(installed) ? installed : null;
    }
  }
}

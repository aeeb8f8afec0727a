package io.github.e2breconciler.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which build this is. */
@Command(name = "version", description = "Prints version, commit and Java.")
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  VersionCommand() {}

  @Override
  public Integer call() {
    for (var line : new Versions().getVersion()) {
      spec.commandLine().getOut().println(line);
    }
    return ExitCode.DONE;
  }

  /** The same lines for {@code --version}. */
  static final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() {
      var build = new Properties();
      try (var in = VersionCommand.class.getResourceAsStream("/build.properties")) {
        if (in != null) {
          build.load(in);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new String[] {
        "e2b-reconciler " + build.getProperty("version", "unknown"),
        "commit " + build.getProperty("commit", "unknown"),
        "Java " + Runtime.version()
      };
    }
  }
}

package io.github.e2breconciler.fuzz;

import static io.github.e2breconciler.fuzz.Target.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.Settings;
import io.github.e2breconciler.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Configuration files: any bytes are settings, or a list of mistakes, and neither shows a secret of
 * the environment.
 */
final class ConfigTarget implements Target {

  private static final String KEY = "e2b_key_of_the_fuzzed";
  private static final String SECRET = "whsec_of_the_fuzzed";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("E2B_API_KEY", KEY, "E2B_WEBHOOK_SECRET", SECRET, "E2B_RECONCILER_ADMIN_TOKEN", KEY);

  private final Path file;

  ConfigTarget() {
    try {
      file = Files.createTempFile("fuzzed", ".yaml");
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void accept(byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    showsNoSecret(told(), new String(input, UTF_8));
  }

  private List<String> told() {
    try {
      var settings = Settings.read(file, ENVIRONMENT);
      require(!settings.describe().isEmpty(), "settings that nothing tells of");
      require(!settings.accounts().isEmpty(), "settings without an account");
      return List.of(settings.toString(), settings.describe().toString());
    } catch (ConfigException e) {
      require(!e.problems().isEmpty(), "refused without a reason");
      require(e.problems().stream().noneMatch(String::isBlank), "a mistake that says nothing");
      return List.of(e.toString(), e.problems().toString());
    }
  }

  /** Unless the file itself has it where no secret belongs. */
  private static void showsNoSecret(List<String> told, String given) {
    for (var secret : List.of(KEY, SECRET)) {
      require(
          given.contains(secret) || told.stream().noneMatch(text -> text.contains(secret)),
          "a secret is shown: " + told);
    }
  }
}

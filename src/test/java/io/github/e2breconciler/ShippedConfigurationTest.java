package io.github.e2breconciler;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The configuration that is shipped: it shows every key, and says what holds without it. */
final class ShippedConfigurationTest {

  private static final Path SHIPPED = Path.of("config/e2b-reconciler.yaml");

  private static final Map<String, String> LEAST =
      Map.of("E2B_API_KEY", "e2b_key", "E2B_WEBHOOK_SECRET", "whsec_1");

  @Test
  void equalsTheShippedFile() {
    assertThat(Settings.read(SHIPPED, LEAST)).isEqualTo(Settings.read(null, LEAST));
  }

  @Test
  void showsEveryKeyInTheShippedFile() throws IOException {
    var shipped = Files.readString(SHIPPED);
    var in = ConfigReader.open(SHIPPED, LEAST);
    Settings.read(in);
    var policies =
        ConfigReader.parse(
            """
            policies:
              - { name: a, when: overdue }
              - { name: b, when: max-age, max-age: 1h }
              - { name: c, when: ttl, key: x }
              - { name: d, when: paused-longer-than, for: 1h }
            """,
            Map.of());
    Policies.read(policies);

    var documented = documented(shipped);
    var asked = new TreeSet<>(in.asked());
    asked.removeIf(key -> key.startsWith("policies."));
    assertThat(asked).isSubsetOf(documented);
    assertThat(documented).isSubsetOf(in.asked());
    assertThat(policies.asked())
        .allSatisfy(key ->
            assertThat(shipped)
                .containsPattern("\\b" + key.substring(key.lastIndexOf('.') + 1) + ":"));
  }

  @Test
  void namesEveryEnvironmentVariableInTheShippedFile() throws IOException {
    var read = new TreeSet<String>();
    try (var sources = Files.walk(Path.of("src/main/java"))) {
      for (var source : sources.filter(it -> it.toString().endsWith(".java")).toList()) {
        read.addAll(variables(Files.readString(source), "\"(%s)\""));
      }
    }

    assertThat(read)
        .contains("E2B_API_KEY", "E2B_RECONCILER_ADMIN_TOKEN", "LOG_FORMAT")
        .isEqualTo(variables(Files.readString(SHIPPED), "\\b(%s)\\b"));
  }

  private static Set<String> variables(String text, String around) {
    return Pattern.compile(around.formatted("E2B_[A-Z_]+|LOG_[A-Z]+"))
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(toCollection(TreeSet::new));
  }

  /** The path of every key, those of policies and of the user's own maps left out. */
  private static Set<String> documented(String yaml) {
    var root = new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(yaml);
    var paths = new TreeSet<String>();
    collect("", root, paths);
    paths.removeIf(path -> path.matches("policies\\..*|protect\\.metadata\\..*"));
    return paths;
  }

  private static void collect(String path, @Nullable Object node, Set<String> paths) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            var below = path.isEmpty() ? key.toString() : path + "." + key;
            paths.add(below);
            collect(below, value, paths);
          });
      case List<?> list -> list.forEach(item -> collect(path, item, paths));
      case null, default -> {}
    }
  }
}

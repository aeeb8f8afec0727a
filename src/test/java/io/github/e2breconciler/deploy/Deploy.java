package io.github.e2breconciler.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code deploy}, read. */
final class Deploy {

  static final Path FOLDER = Path.of("deploy");
  static final Path RUNBOOKS = FOLDER.resolve("runbooks");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Deploy() {}

  /** An alert, with the fields that its readers need; those it lacks are empty. */
  record Alert(String name, JsonNode rule) {

    String annotation(String key) {
      return rule.path("annotations").path(key).asText("");
    }

    String severity() {
      return rule.path("labels").path("severity").asText("");
    }

    /** The page that its {@code runbook_url} names. */
    Path runbook() {
      var url = annotation("runbook_url");
      return RUNBOOKS.resolve(url.substring(url.lastIndexOf('/') + 1));
    }

    /** The uid of the dashboard that its {@code dashboard_url} names. */
    String dashboard() {
      var url = annotation("dashboard_url");
      return url.substring(url.lastIndexOf('/') + 1);
    }
  }

  /** A file of YAML, the first document of it, as a tree. */
  static JsonNode yaml(String name) {
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(name));
    return JSON.valueToTree(tree);
  }

  static JsonNode json(String name) {
    try {
      return JSON.readTree(text(name));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  static String text(String name) {
    return text(FOLDER.resolve(name));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of a folder with this ending, by name. */
  static List<Path> files(String folder, String ending) {
    try (var all = Files.list(FOLDER.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> dashboards() {
    return files("grafana/dashboards", ".json").stream()
        .map(file -> json(FOLDER.relativize(file).toString()))
        .toList();
  }

  /** Every rule of a file of Prometheus rules, recorded or alerting. */
  static List<JsonNode> rules(JsonNode file) {
    var rules = new ArrayList<JsonNode>();
    file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  static List<Alert> alerts() {
    return rules(yaml("prometheus/alerts.yml")).stream()
        .filter(rule -> rule.has("alert"))
        .map(rule -> new Alert(rule.path("alert").asText(), rule))
        .toList();
  }

  /** The rules that Grafana itself evaluates. */
  static List<JsonNode> grafanaRules() {
    return rules(yaml("grafana/provisioning/alerting/e2b-reconciler.yml"));
  }
}

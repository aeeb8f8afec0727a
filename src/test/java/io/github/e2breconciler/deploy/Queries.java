package io.github.e2breconciler.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every question in {@code deploy} that Prometheus is to answer. */
final class Queries {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```promql\\n(.*?)^```");

  /** What Grafana puts in before it asks. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(account|__\\w+)}?");

  /** A name of ours, of the JVM's or of the process's; labels and functions are none of these. */
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:e2b_reconciler|jvm|process|system|logback|http)[a-z0-9_:]+");

  private Queries() {}

  /**
   * One question.
   *
   * @param where the file and the place in it
   */
  record Query(String where, String text) {

    /** The metrics that it names. */
    Set<String> metrics() {
      return METRIC
          .matcher(text)
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
      return where;
    }
  }

  static List<Query> all() {
    var all = new ArrayList<Query>();
    for (var name : List.of("prometheus/alerts.yml", "prometheus/thresholds.yml")) {
      for (var rule : Deploy.rules(Deploy.yaml(name))) {
        var title = rule.path("alert").asText(rule.path("record").asText());
        all.add(new Query(name + " " + title, rule.path("expr").asText()));
      }
    }
    Deploy.dashboards().forEach(dashboard -> ofDashboard(dashboard, all));
    for (var rule : Deploy.grafanaRules()) {
      addExpressions("grafana rule " + rule.path("uid").asText(), rule.path("data"), all);
    }
    Deploy.files("runbooks", ".md").forEach(page -> ofPage(page, all));
    return all;
  }

  private static void ofDashboard(JsonNode dashboard, List<Query> all) {
    var uid = dashboard.path("uid").asText();
    for (var panel : dashboard.path("panels")) {
      addExpressions(
          uid + " " + panel.path("id") + " " + panel.path("title").asText(),
          panel.path("targets"),
          all);
    }
    addExpressions(uid + " annotations", dashboard.path("annotations"), all);
    for (var variable : dashboard.path("templating").path("list")) {
      var query = variable.path("query").path("query").asText(variable.path("query").asText(""));
      var values = Pattern.compile("label_values\\((.*), *\\w+\\)").matcher(query);
      if (values.matches()) {
        all.add(new Query(uid + " variable", values.group(1)));
      }
    }
  }

  private static void addExpressions(String where, JsonNode tree, List<Query> all) {
    for (var expression : tree.findValuesAsText("expr")) {
      all.add(new Query(where, VARIABLE.matcher(expression).replaceAll("5m")));
    }
  }

  /** Each line of a block is a question of its own, unless it is indented. */
  private static void ofPage(Path page, List<Query> all) {
    for (var block : BLOCK.matcher(Deploy.text(page)).results().toList()) {
      for (var query : block.group(1).split("\\n(?=\\S)", -1)) {
        all.add(new Query("runbook " + page.getFileName(), query));
      }
    }
  }
}

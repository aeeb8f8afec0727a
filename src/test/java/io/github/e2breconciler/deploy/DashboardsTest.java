package io.github.e2breconciler.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DashboardsTest {

  private static final String DATASOURCE = "e2b-prometheus";

  static List<JsonNode> dashboards() {
    return Deploy.dashboards();
  }

  static List<JsonNode> grafanaRules() {
    return Deploy.grafanaRules();
  }

  @Test
  void keepTheUidsThatLinksAndBookmarksName() {
    assertThat(dashboards())
        .extracting(dashboard -> dashboard.path("uid").asText())
        .containsExactly("e2b-daemon", "e2b-drift", "e2b-fleet", "e2b-reaping");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void haveDistinctPanelsThatAskTheProvisionedPrometheus(JsonNode dashboard) {
    assertThat(dashboard.path("panels").findValuesAsText("id"))
        .isNotEmpty()
        .doesNotHaveDuplicates();
    assertThat(dashboard.findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo(DATASOURCE));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void showDriftAsAnnotationsAndLeadToTheRunbooks(JsonNode dashboard) {
    assertThat(dashboard.path("annotations").findValuesAsText("expr"))
        .anySatisfy(query -> assertThat(query).contains("e2b_reconciler_drift_detected_total"));
    assertThat(dashboard.path("links").findValuesAsText("url"))
        .anySatisfy(url -> assertThat(url).endsWith("deploy/runbooks/README.md"));
  }

  @Test
  void leadFromPanelsToThePagesOfTheirAlerts() {
    var pages =
        dashboards().stream()
            .flatMap(dashboard -> dashboard.path("panels").findValuesAsText("url").stream())
            .map(url -> url.substring(url.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());

    assertThat(Deploy.alerts())
        .filteredOn(alert -> !alert.severity().equals("none"))
        .allSatisfy(alert ->
            assertThat(pages)
                .as("a panel of %s leads to the page of %s", alert.dashboard(), alert.name())
                .contains(String.valueOf(alert.runbook().getFileName())));
  }

  @ParameterizedTest
  @MethodSource("grafanaRules")
  void rulesOfGrafanaPointAtPanelsAndPagesThatExist(JsonNode rule) {
    var panels =
        dashboards().stream()
            .collect(
                Collectors.toMap(
                    dashboard -> dashboard.path("uid").asText(),
                    dashboard -> dashboard.path("panels").findValuesAsText("id")));
    var annotations = rule.path("annotations");
    var page = annotations.path("runbook_url").asText();

    assertThat(rule.path("uid").asText()).startsWith("e2b-");
    assertThat(panels.getOrDefault(annotations.path("__dashboardUid__").asText(), List.of()))
        .contains(annotations.path("__panelId__").asText());
    assertThat(Deploy.RUNBOOKS.resolve(page.substring(page.lastIndexOf('/') + 1))).exists();
  }

  @Test
  void rulesOfGrafanaHaveUidsOfTheirOwn() {
    assertThat(grafanaRules())
        .extracting(rule -> rule.path("uid").asText())
        .doesNotHaveDuplicates()
        .contains("e2b-drift-late", "e2b-drift-stands", "e2b-webhook-silent");
  }

  @Test
  void datasourceIsTheOneThatDashboardsName() {
    var provisioned =
        Deploy.yaml("grafana/provisioning/datasources/prometheus.yml").path("datasources");

    assertThat(provisioned.findValuesAsText("uid")).isEqualTo(List.of(DATASOURCE));
  }
}

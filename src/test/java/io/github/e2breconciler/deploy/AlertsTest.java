package io.github.e2breconciler.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.e2breconciler.deploy.Deploy.Alert;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertsTest {

  /** The dead man's switch: it always fires, and what is silent there is the alerting. */
  private static final String HEARTBEAT = "E2bReconcilerHeartbeat";

  private static final List<String> SECTIONS =
      List.of(
          "## What it means",
          "## What is at risk",
          "## First look",
          "## How to mend it",
          "## How to stop the daemon from acting",
          "## When to wake somebody");

  private static final Set<String> TESTS =
      Deploy.files("prometheus/tests", ".yml").stream()
          .map(file -> Deploy.yaml(Deploy.FOLDER.relativize(file).toString()))
          .flatMap(file -> file.path("tests").findValuesAsText("name").stream())
          .collect(Collectors.toSet());

  static List<Alert> alerts() {
    return Deploy.alerts();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void saysHowBadItIsWhatItIsAndWhereToLook(Alert alert) {
    var dashboards =
        Deploy.dashboards().stream().map(dashboard -> dashboard.path("uid").asText()).toList();

    assertThat(alert.severity()).isIn("critical", "warning", "info", "none");
    assertThat(alert.annotation("summary")).isNotBlank();
    assertThat(alert.annotation("description")).isNotBlank();
    assertThat(alert.runbook()).exists();
    assertThat(alert.dashboard()).isIn(dashboards);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void isTriedFiringAndSilent(Alert alert) {
    assertThat(TESTS).contains(alert.name() + " fires");
    if (!alert.name().equals(HEARTBEAT)) {
      assertThat(TESTS).contains(alert.name() + " stays silent");
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void hasPageWithEverySectionInOrder(Alert alert) {
    var page = Deploy.text(alert.runbook());

    assertThat(page)
        .startsWith("# " + alert.name() + "\n")
        .contains("Severity `" + alert.severity() + "`; dashboard `" + alert.dashboard() + "`")
        .containsSubsequence(SECTIONS);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void isListedAmongTheRunbooks(Alert alert) {
    assertThat(Deploy.text("runbooks/README.md"))
        .contains(
            "| [%s](%s) | %s | %s |"
                .formatted(
                    alert.name(),
                    alert.runbook().getFileName(),
                    alert.severity(),
                    alert.annotation("summary")));
  }

  @Test
  void everyPageOfAnAlertIsReached() {
    var reached = alerts().stream().map(Alert::runbook).toList();
    var index = Deploy.text("runbooks/README.md");

    assertThat(Deploy.files("runbooks", ".md"))
        .filteredOn(page -> !page.endsWith("README.md"))
        .allSatisfy(page ->
            assertThat(reached.contains(page) || index.contains("(" + page.getFileName() + ")"))
                .as("%s is linked from the index", page)
                .isTrue());
  }

  @Test
  void kubernetesHasTheSameRules() {
    var kubernetes = Deploy.yaml("kubernetes/prometheus-rule.yaml").path("spec");
    var prometheus =
        Stream.concat(
                groups(Deploy.yaml("prometheus/thresholds.yml")),
                groups(Deploy.yaml("prometheus/alerts.yml")))
            .toList();

    assertThat(groups(kubernetes)).containsExactlyElementsOf(prometheus);
  }

  private static Stream<JsonNode> groups(JsonNode file) {
    return file.path("groups").valueStream();
  }
}

package io.github.e2breconciler.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MetricsRouteIT {

  private final AdminFixture admin;

  MetricsRouteIT(@TempDir Path folder) {
    admin = new AdminFixture(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void speaksPrometheus() {
    admin.start(admin.alpha);
    admin.pass();
    new FleetMetrics(
        admin.engine.inventory(),
        admin.engine.costs(),
        admin.engine.watches().keySet(),
        admin.clock,
        admin.meters);
    try (var process = new ProcessMetrics(admin.meters)) {
      assertThat(process).isNotNull();

      var scraped = admin.get("/metrics");

      assertThat(scraped.status()).isEqualTo(200);
      assertThat(scraped.raw().headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(scraped.text())
          .contains("e2b_reconciler_sandboxes{account=\"alpha\",state=\"running\"} 1.0\n")
          .contains("e2b_reconciler_sandboxes{account=\"beta\",state=\"gone\"} 0.0\n")
          .contains("e2b_reconciler_spend_dollars_per_hour{account=\"beta\"} 0.0\n")
          .contains("e2b_reconciler_passes_total{")
          .contains("e2b_reconciler_walk_age_seconds{")
          .contains("e2b_reconciler_frozen ")
          .contains("jvm_memory_used_bytes{")
          .contains("jvm_threads_live_threads ")
          .contains("process_cpu_usage ")
          .contains("process_uptime_seconds ");
    }
  }

  @Test
  void speaksOpenMetricsWhereAskedTo() {
    var scraped =
        admin.send(
            admin.request("/metrics").header("Accept", "application/openmetrics-text;q=0.8"));

    assertThat(scraped.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(scraped.text()).endsWith("# EOF\n");
  }

  @Test
  void hasNoOtherMethods() {
    assertThat(admin.post("/metrics", "").status()).isEqualTo(405);
  }

  @Test
  void showsThePageOfRoutes() {
    var page = admin.get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.raw().headers().firstValue("Content-Type"))
        .hasValue("text/html; charset=utf-8");
    assertThat(page.text())
        .contains("POST /reconcile", "GET /api/sandboxes/{id}/verdict", "/api/freeze", "/metrics");
    assertThat(admin.post("/", "").status()).isEqualTo(405);
    assertThat(admin.get("/nowhere").status()).isEqualTo(404);
  }
}

package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.Listeners;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** {@code GET /metrics}: all meters in Prometheus' text format, or OpenMetrics where asked for. */
final class MetricsRoute implements HttpService {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry meters;

  MetricsRoute(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(
            "/",
            (request, response) -> {
              var accept = request.headers().first(HeaderNames.ACCEPT).orElse("");
              var type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
              response.header(HeaderNames.CONTENT_TYPE, type).send(meters.scrape(type));
            })
        .any("/", Listeners.allowOnly("GET"));
  }
}

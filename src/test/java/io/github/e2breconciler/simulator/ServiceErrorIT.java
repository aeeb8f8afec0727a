package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that have nothing to do with what was asked, in E2B's words. */
final class ServiceErrorIT {

  private final HttpFixture http = HttpFixture.start(InstantSource.system(), TeamPlan.pro());

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @CsvSource({
    "500, internal_server_error",
    "503, sandbox_capacity_unavailable",
    "504, sandbox_placement_timeout"
  })
  void plannedErrorsHaveTheirErrorCode(int status, String errorCode) throws Exception {
    http.server.faults().put(plan("{fault: server-error, status: " + status + "}"));

    var answer = http.get("/v2/sandboxes");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(body(answer).get("code").intValue()).isEqualTo(status);
    assertThat(body(answer).get("message").textValue()).isNotEmpty();
    assertThat(body(answer).get("error_code").textValue()).isEqualTo(errorCode);
  }

  @Test
  void limiterTellsWhenToComeBack() throws Exception {
    http.server.faults().put(plan("{fault: rate-limited, retry-after: 7s}"));

    var answer = http.get("/v2/sandboxes");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(body(answer).get("message").textValue()).isEqualTo("Rate limit exceeded");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(answer.headers().firstValue("RateLimit-Limit")).isPresent();
    assertThat(answer.headers().firstValue("RateLimit-Remaining")).hasValue("0");
    assertThat(answer.headers().firstValue("RateLimit-Reset")).hasValue("7");
  }

  @Test
  void limiterCanBeSilentAboutIt() throws Exception {
    http.server.faults().put(plan("{fault: rate-limited}"));

    var headers = http.get("/v2/sandboxes").headers();

    for (var name : List.of("Retry-After", "RateLimit-Limit", "RateLimit-Reset")) {
      assertThat(headers.firstValue(name)).as(name).isEmpty();
    }
  }

  @Test
  void refusalsSayWhy() throws Exception {
    http.server.faults().put(plan("{fault: unauthorised}"));
    assertThat(body(http.get("/v2/sandboxes")).get("message").textValue())
        .startsWith("Invalid API key, please visit https://e2b.dev/docs/api-key");
    http.server.faults().put(plan("{fault: forbidden}"));
    assertThat(body(http.get("/v2/sandboxes")).get("message").textValue()).contains("blocked");
    http.server.faults().put(plan("{fault: feed-absent}"));
    assertThat(body(http.get("/events/sandboxes")).get("message").textValue())
        .isEqualTo("no matching operation was found");
  }

  /** Whatever nobody thought of is still an error that clients can read. */
  @Test
  void routeThatBreaksIsAnswered500InJson() throws Exception {
    var server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .routing(routing -> {
              routing.get(
                  "/breaks",
                  (_, _) -> {
                    throw new IllegalStateException("nobody thought of this");
                  });
              ServiceError.routing(routing);
            })
            .build()
            .start();
    try (var client = HttpClient.newHttpClient()) {
      var url = URI.create("http://127.0.0.1:" + server.port() + "/breaks");

      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(body(answer).get("code").intValue()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("nobody thought");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    } finally {
      server.stop();
    }
  }

  private static FaultPlan plan(String fault) {
    return FaultPlan.parse("faults: [" + fault + "]");
  }

  private static JsonNode body(HttpResponse<String> answer) throws Exception {
    return HttpFixture.json(answer);
  }
}

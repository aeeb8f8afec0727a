package io.github.e2breconciler.e2b;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.github.e2breconciler.e2b.StubbedE2b.LIST_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.error;
import static io.github.e2breconciler.e2b.StubbedE2b.failure;
import static io.github.e2breconciler.e2b.StubbedE2b.html;
import static io.github.e2breconciler.e2b.StubbedE2b.json;
import static io.github.e2breconciler.e2b.StubbedE2b.sandboxJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.e2b.E2bApi.KillAnswer;
import io.github.e2breconciler.e2b.E2bApi.PauseAnswer;
import io.github.e2breconciler.e2b.E2bApi.Reading;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Size;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What E2B's answers about sandboxes mean. */
final class HttpE2bApiTest {

  private final StubbedE2b e2b = new StubbedE2b();

  @AfterEach
  void close() {
    e2b.close();
  }

  @Test
  void listsRowsWithTokenAndTotal() {
    var body = "[" + sandboxJson(SANDBOX.value(), "running") + "]";
    e2b.onGet(
        LIST_PATH,
        okJson(body).withHeader("X-Next-Token", "abc==").withHeader("X-Total-Running", "7"));

    var page = e2b.api.list(null);

    assertThat(page.nextToken()).isEqualTo("abc==");
    assertThat(page.totalRunning()).isEqualTo(7);
    assertThat(page.droppedRows()).isZero();
    assertThat(page.rows())
        .containsExactly(
            new SandboxRow(
                SANDBOX,
                State.RUNNING,
                "base",
                Map.of("owner", "job-42"),
                Instant.parse("2026-01-01T00:00:00.123Z"),
                Instant.parse("2026-01-01T00:05:00Z"),
                new Size(2, 512)));
    e2b.server.verify(
        getRequestedFor(urlEqualTo(LIST_PATH + "?limit=100&state=running,paused"))
            .withHeader("X-API-Key", equalTo(StubbedE2b.KEY))
            .withHeader("User-Agent", matching("e2b-reconciler/.+")));
  }

  @Test
  void asksForThePageOfTheToken() {
    e2b.onGet(LIST_PATH, okJson("[]"));

    var page = e2b.api.list("a+b/c==&x=y");

    assertThat(page.nextToken()).isNull();
    assertThat(page.totalRunning()).isNull();
    e2b.server.verify(
        getRequestedFor(urlPathEqualTo(LIST_PATH))
            .withQueryParam("nextToken", equalTo("a+b/c==&x=y")));
  }

  @Test
  void dropsAndCountsRowsThatAreNone() {
    var row = sandboxJson("i1", "running");
    e2b.onGet(
        LIST_PATH,
        okJson(
            "["
                + String.join(
                    ",",
                    row,
                    row.replace("sandboxID", "otherID"),
                    row.replace("\"i1\"", "\"../i1\""),
                    row.replace("startedAt", "otherAt"),
                    row.replace("2026-01-01T00:00:00.123Z", "yesterday"),
                    row.replace("endAt", "otherAt"),
                    row.replace("templateID", "otherID"),
                    row.replace("{\"owner\":\"job-42\"}", "{\"owner\":{\"id\":42}}"),
                    row.replace("{\"owner\":\"job-42\"}", "[]"),
                    "null",
                    "[1]",
                    "5")
                + "]"));

    var page = e2b.api.list(null);

    assertThat(page.rows()).hasSize(1);
    assertThat(page.droppedRows()).isEqualTo(11);
  }

  @Test
  void readsRowsTolerantly() {
    var row = sandboxJson("i1", "running");
    e2b.onGet(
        LIST_PATH,
        okJson(
            "["
                + String.join(
                    ",",
                    row.replace("{\"owner\":\"job-42\"}", "null"),
                    row.replace("{\"owner\":\"job-42\"}", "{\"keep\":true,\"n\":1,\"s\":\"\"}"),
                    row.replace("running", "hibernating"),
                    row.replace("\"running\"", "null"),
                    row.replace("\"state\"", "\"status\""),
                    row.replace("512", "-1"),
                    row.replace("\"i1\"", "\"i1-5f8a2b\""))
                + "]"));

    var rows = e2b.api.list(null).rows();

    assertThat(rows).extracting(row7 -> row7.sandbox().value()).hasSize(7).containsOnly("i1");
    assertThat(rows.get(0).metadata()).isEmpty();
    assertThat(rows.get(1).metadata()).isEqualTo(Map.of("keep", "true", "n", "1", "s", ""));
    assertThat(rows.subList(2, 5)).extracting(SandboxRow::state).containsOnly(State.UNKNOWN);
    assertThat(rows.get(5).size()).isNull();
  }

  @Test
  void readsOneSandbox() {
    e2b.onGet(SANDBOX_PATH, okJson(sandboxJson(SANDBOX + "-client", "paused")));

    assertThat(e2b.api.read(SANDBOX))
        .isInstanceOfSatisfying(
            Reading.Found.class,
            found -> {
              assertThat(found.row().sandbox()).isEqualTo(SANDBOX);
              assertThat(found.row().state()).isEqualTo(State.PAUSED);
              assertThat(found.toString()).doesNotContain(StubbedE2b.PLANTED);
            });
  }

  @Test
  void believesE2bThatASandboxIsMissing() {
    e2b.onGet(SANDBOX_PATH, error(404));

    assertThat(e2b.api.read(SANDBOX)).isInstanceOf(Reading.Missing.class);
    assertThat(e2b.counted("read", "missing")).isEqualTo(1);
  }

  @Test
  void doesNotTakeAGatewaysWordForAnAbsence() {
    e2b.onGet(SANDBOX_PATH, html(404));
    e2b.onPause(json(404, "{\"code\":502,\"message\":\"no upstream\"}"));
    e2b.onKill(json(404, "{\"error\":\"not found\"}"));

    assertThat(failure(() -> e2b.api.read(SANDBOX)).kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure(() -> e2b.api.pause(SANDBOX)).kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>planted-credential</html>",
        "planted-credential",
        "{}",
        "[]",
        "",
        "{\"a\":1} planted-credential",
        "{\"sandboxID\":\"planted-credential\",\"sandboxID\":\"b\"}"
      })
  void isNotFooledByOtherBodies(String body) {
    e2b.onGet(SANDBOX_PATH, okJson(body));

    var failure = failure(() -> e2b.api.read(SANDBOX));

    assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure).hasStackTraceContaining("read answered 200");
    assertThat(failure.toString()).doesNotContain(StubbedE2b.PLANTED);
    assertThat(e2b.requests()).isEqualTo(1);
  }

  @Test
  void refusesTheAnswerOfAnotherSandbox() {
    e2b.onGet(SANDBOX_PATH, okJson(sandboxJson("iother", "running")));

    assertThat(failure(() -> e2b.api.read(SANDBOX)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void pausesWithAnEmptyObject() {
    e2b.onPause(noContent());

    assertThat(e2b.api.pause(SANDBOX)).isEqualTo(PauseAnswer.PAUSED);
    e2b.server.verify(
        postRequestedFor(urlEqualTo(SANDBOX_PATH + "/pause"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withRequestBody(equalToJson("{}")));
  }

  @ParameterizedTest
  @CsvSource({"404, MISSING", "409, CONFLICT"})
  void answersWhyItCouldNotPause(int status, PauseAnswer answer) {
    e2b.onPause(error(status));

    assertThat(e2b.api.pause(SANDBOX)).isEqualTo(answer);
    assertThat(e2b.counted("pause", status == 404 ? "missing" : "conflict")).isEqualTo(1);
  }

  @Test
  void killsWithADelete() {
    e2b.onKill(noContent());

    assertThat(e2b.api.kill(SANDBOX)).isEqualTo(KillAnswer.ACCEPTED);
    e2b.server.verify(deleteRequestedFor(urlEqualTo(SANDBOX_PATH)));
    assertThat(e2b.counted("kill", "ok")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"404, MISSING", "409, CONFLICT"})
  void answersWhyItCouldNotKill(int status, KillAnswer answer) {
    e2b.onKill(error(status));

    assertThat(e2b.api.kill(SANDBOX)).isEqualTo(answer);
  }

  @Test
  void doesNotTakeAPageForAKill() {
    e2b.onKill(html(200));

    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void correctsAsOfByE2bsClock() {
    e2b.onGet(LIST_PATH, okJson("[]").withHeader("Date", "Thu, 01 Jan 2026 00:01:00 GMT"));
    assertThat(e2b.api.health().clockSkewMillis()).isNull();

    assertThat(e2b.api.list(null).asOf()).isEqualTo(Instant.parse("2026-01-01T00:01:00Z"));
    assertThat(e2b.api.health().clockSkewMillis()).isEqualTo(60_000);
  }
}

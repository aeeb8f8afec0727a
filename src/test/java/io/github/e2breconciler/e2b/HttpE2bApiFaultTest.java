package io.github.e2breconciler.e2b;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.github.e2breconciler.e2b.StubbedE2b.EVENTS_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.LIST_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX;
import static io.github.e2breconciler.e2b.StubbedE2b.SANDBOX_PATH;
import static io.github.e2breconciler.e2b.StubbedE2b.error;
import static io.github.e2breconciler.e2b.StubbedE2b.failure;
import static io.github.e2breconciler.e2b.StubbedE2b.html;
import static io.github.e2breconciler.e2b.StubbedE2b.sandboxJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.AccountId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong between E2B and us, and what is tried again. */
final class HttpE2bApiFaultTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private StubbedE2b e2b = new StubbedE2b();

  @AfterEach
  void close() {
    e2b.close();
  }

  @ParameterizedTest
  @CsvSource({
    "301, MALFORMED, 1",
    "400, REFUSED, 1",
    "401, UNAUTHORISED, 1",
    "403, UNAUTHORISED, 1",
    "404, REFUSED, 1",
    "408, UNAVAILABLE, 3",
    "429, RATE_LIMITED, 3",
    "500, UNAVAILABLE, 3",
    "503, UNAVAILABLE, 3"
  })
  void sortsStatusesAndRetriesWhatMayPass(int status, Kind kind, int requests) {
    e2b.onGet(LIST_PATH, error(status).withHeader("Location", "/elsewhere"));

    var failure = failure(() -> e2b.api.list(null));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure)
        .hasMessage(
            status == 401
                ? "list: E2B refused the key (401): check E2B_API_KEY or api-key-file"
                : "list answered " + status);
    assertThat(e2b.requests()).isEqualTo(requests);
    assertThat(e2b.counted("list", kind.label())).isEqualTo(requests);
  }

  @Test
  void namesTheAddressOfAConnectionThatFailed() {
    e2b.onGet(LIST_PATH, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    var failure = failure(() -> e2b.api.list(null));

    assertThat(failure)
        .message()
        .matches("list failed: no connection to http://[a-z0-9.]+:[0-9]+, or it broke");
  }

  @ParameterizedTest
  @CsvSource({"429, RATE_LIMITED", "500, UNAVAILABLE", "503, UNAVAILABLE"})
  void neverRepeatsAnAction(int status, Kind kind) {
    e2b.onKill(error(status));
    e2b.onPause(error(status));

    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(kind);
    assertThat(failure(() -> e2b.api.pause(SANDBOX)).kind()).isEqualTo(kind);
    assertThat(e2b.requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"503, 0", "503, 000", "503, 99999999999", "408, 0", "421, 0"})
  void letsNoLayerRepeatAnAction(int status, String retryAfter) {
    e2b.onKill(error(status).withHeader("Retry-After", retryAfter));
    e2b.onPause(error(status).withHeader("Retry-After", retryAfter));

    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind().neverSent()).isFalse();
    assertThat(failure(() -> e2b.api.pause(SANDBOX)).kind().neverSent()).isFalse();
    assertThat(e2b.requests()).isEqualTo(2);
  }

  @Test
  void succeedsOnAnotherTryAndWaitsLongerEachTime() {
    e2b.onGet(SANDBOX_PATH, okJson(sandboxJson(SANDBOX.value(), "running")));
    scenario(error(500), Scenario.STARTED, "again");
    scenario(error(500), "again", "over");

    assertThat(e2b.api.read(SANDBOX)).isInstanceOf(E2bApi.Reading.Found.class);

    assertThat(e2b.requests()).isEqualTo(3);
    assertThat(e2b.counted("read", "unavailable")).isEqualTo(2);
    assertThat(e2b.counted("read", "ok")).isEqualTo(1);
    assertThat(e2b.tempo.slept()).isBetween(Duration.ofMillis(300), Duration.ofMillis(900));
  }

  @Test
  void doesNotTryAgainPastTheDeadline() {
    e2b.onGet(LIST_PATH, error(500));
    e2b.server.addMockServiceRequestListener(
        (request, answer) -> e2b.tempo.advance(Duration.ofMillis(29_950)));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.UNAVAILABLE);

    assertThat(e2b.requests()).isEqualTo(1);
    assertThat(e2b.tempo.sleeps()).isEmpty();
  }

  @Test
  void waitsAsLongAsE2bAsks() {
    e2b.onGet(SANDBOX_PATH, okJson(sandboxJson(SANDBOX.value(), "running")));
    scenario(error(429).withHeader("Retry-After", "3"), Scenario.STARTED, "over");

    assertThat(e2b.api.read(SANDBOX)).isInstanceOf(E2bApi.Reading.Found.class);

    assertThat(e2b.requests()).isEqualTo(2);
    assertThat(e2b.tempo.slept()).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void knowsNothingOfABrokenConnection(Fault fault) {
    e2b.onGet(LIST_PATH, aResponse().withStatus(200).withFault(fault));
    e2b.onKill(aResponse().withStatus(204).withFault(fault));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e2b.requests()).isEqualTo(3);
    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e2b.requests()).isEqualTo(4);
  }

  @Test
  void takesATruncatedBodyForUnavailable() {
    var whole = "[" + sandboxJson("i1", "running") + "]";
    e2b.onGet(LIST_PATH, okJson(whole.substring(0, whole.length() - 40)));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void takesAShortBodyForUnavailable() {
    e2b.onGet(EVENTS_PATH, okJson("[]").withHeader("Content-Length", "5"));

    assertThat(failure(() -> e2b.api.events(0, 1, Set.of())).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void stopsReadingABodyWithoutEnd() {
    e2b.onGet(LIST_PATH, aResponse().withStatus(200).withBody(new byte[(16 << 20) + 1]));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void endsASlowAnswerAtItsDeadline() {
    restart(new Deadlines(SHORT, SHORT, SHORT, SHORT));
    e2b.onKill(noContent().withFixedDelay(5_000));
    e2b.onGet(LIST_PATH, okJson("[" + " ".repeat(100) + "]").withChunkedDribbleDelay(100, 30_000));

    assertThat(failure(() -> e2b.api.kill(SANDBOX)).kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void takesAPageInsteadOfJsonForMalformed() {
    e2b.onGet(LIST_PATH, html(200));
    e2b.onGet(EVENTS_PATH, html(200));

    assertThat(failure(() -> e2b.api.list(null)).kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure(() -> e2b.api.events(0, 1, Set.of())).kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void keepsCredentialsOutOfItsExceptions() {
    e2b.onGet(LIST_PATH, error(500));
    e2b.onGet(EVENTS_PATH, okJson("[{\"id\":planted-credential}]"));
    e2b.onGet(SANDBOX_PATH, aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK));
    e2b.onKill(html(418));

    var trace = new StringWriter();
    var out = new PrintWriter(trace);
    failure(() -> e2b.api.list(null)).printStackTrace(out);
    failure(() -> e2b.api.events(0, 1, Set.of())).printStackTrace(out);
    failure(() -> e2b.api.kill(SANDBOX)).printStackTrace(out);

    assertThat(trace.toString()).doesNotContain(StubbedE2b.PLANTED, StubbedE2b.KEY);
  }

  @Test
  void refusesAKeyThatNoHeaderCarriesWithoutQuotingIt() {
    var settings =
        new E2bSettings(
            new AccountId("default"),
            URI.create("http://127.0.0.1:1"),
            Secret.of("e2b_ü" + StubbedE2b.KEY),
            10,
            4,
            new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30)));

    assertThatThrownBy(() ->
            new HttpE2bApi(
                    settings,
                    InstantSource.system(),
                    () -> 0,
                    new SimpleMeterRegistry(),
                    CodecReader::read)
                .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(StubbedE2b.KEY);
  }

  private void restart(Deadlines deadlines) {
    e2b.close();
    e2b = new StubbedE2b(deadlines);
  }

  private void scenario(ResponseDefinitionBuilder answer, String from, String to) {
    e2b.server.stubFor(
        get(SANDBOX_PATH)
            .inScenario("flaky")
            .whenScenarioStateIs(from)
            .willReturn(answer)
            .willSetStateTo(to));
  }
}

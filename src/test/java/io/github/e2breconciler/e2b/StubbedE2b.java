package io.github.e2breconciler.e2b;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.testing.FakeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The adapter against a server that answers what a test says; time moves only when told to. */
final class StubbedE2b implements AutoCloseable {

  static final SandboxId SANDBOX = new SandboxId("iabc123def456ghi789jk");
  static final String SANDBOX_PATH = "/sandboxes/" + SANDBOX;
  static final String LIST_PATH = "/v2/sandboxes";
  static final String EVENTS_PATH = "/events/sandboxes";
  static final String WEBHOOKS_PATH = "/events/webhooks";

  /** A credential that no answer of ours may carry on. */
  static final String PLANTED = "planted-credential";

  static final String KEY = "e2b_key-of-the-account";

  final FakeClock clock = new FakeClock();
  final ManualTempo tempo = new ManualTempo();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
  final HttpE2bApi api;

  StubbedE2b() {
    this(ManualTempo.PATIENT);
  }

  StubbedE2b(Deadlines deadlines) {
    server.start();
    var settings =
        new E2bSettings(
            new AccountId("default"),
            URI.create("http://127.0.0.1:" + server.port()),
            Secret.of(KEY),
            10,
            4,
            new E2bSettings.Circuit(5, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    api = new HttpE2bApi(settings, clock, meters, CodecReader::read, tempo.with(deadlines));
  }

  /** A row or a single read, with credentials where E2B has them. */
  static String sandboxJson(String id, String state) {
    return """
    {"templateID":"base","sandboxID":"%s","clientID":"x","startedAt":"2026-01-01T00:00:00.123Z",
     "endAt":"2026-01-01T02:05:00+02:00","cpuCount":2,"memoryMB":512,"diskSizeMB":1024,
     "state":"%s","envdVersion":"0.2.0","alias":null,"metadata":{"owner":"job-42"},
     "envdAccessToken":"planted-credential","volumeMounts":[{"name":"a","path":"/a"}],
     "network":{"rules":{"x":[{"transform":{"headers":{"k":"planted-credential"}}}]}},
     "lifecycle":{"autoResume":true,"onTimeout":"pause"},"soon":[[1,{"new":2.5}]]}
    """
        .formatted(id, state);
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return WireMock.aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(body);
  }

  /** E2B's own error body, a credential in it. */
  static ResponseDefinitionBuilder error(int status) {
    return json(status, "{\"code\":%d,\"message\":\"no: %s\"}".formatted(status, PLANTED));
  }

  static ResponseDefinitionBuilder html(int status) {
    return WireMock.aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "text/html")
        .withBody("<html>" + PLANTED + "</html>");
  }

  StubMapping onGet(String path, ResponseDefinitionBuilder answer) {
    return server.stubFor(get(urlPathEqualTo(path)).willReturn(answer));
  }

  StubMapping onPause(ResponseDefinitionBuilder answer) {
    var path = urlPathEqualTo(SANDBOX_PATH + "/pause");
    return server.stubFor(WireMock.post(path).willReturn(answer));
  }

  StubMapping onKill(ResponseDefinitionBuilder answer) {
    return server.stubFor(WireMock.delete(urlPathEqualTo(SANDBOX_PATH)).willReturn(answer));
  }

  int requests() {
    return server.findAll(anyRequestedFor(anyUrl())).size();
  }

  /** Makes a call that must fail. */
  static E2bException failure(ThrowingCallable call) {
    return Objects.requireNonNull(
        catchThrowableOfType(E2bException.class, call), "the call should have failed");
  }

  double counted(String operation, String outcome) {
    Counter counter =
        meters
            .find("e2b_reconciler.api.calls")
            .tags("account", "default", "operation", operation, "outcome", outcome)
            .counter();
    return counter == null ? Double.NaN : counter.count();
  }

  @Override
  public void close() {
    api.close();
    server.stop();
  }
}

package io.github.e2breconciler.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.http.ListenerSettings;
import io.github.e2breconciler.http.Listeners;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxId;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class WebhookServiceIT {

  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
  private static final Instant NOW = Instant.parse("2026-08-21T20:00:23Z");
  private static final Secret BLUE = Secret.of("the secret of blue, long enough");
  private static final Secret GREEN = Secret.of("the secret of green, long enough");
  private static final AccountId BLUE_ID = new AccountId("blue");
  private static final AccountId GREEN_ID = new AccountId("green");

  private static final String LEGACY_KILL =
      """
      {"eventCategory":"lifecycle","eventLabel":"kill","sandboxId":"test-xxx",
       "sandboxTeamId":"team","timestamp":"2026-08-21T20:00:22.120Z"}
      """;

  /** Green also takes senders that sign with HMAC. */
  private final WebhookSettings settings =
      new WebhookSettings(
          List.of("/webhooks/e2b", "/postreceive"),
          List.of(
              new WebhookAccount(BLUE_ID, List.of(BLUE), Set.of(SignatureScheme.E2B)),
              new WebhookAccount(GREEN_ID, List.of(GREEN), Set.of(SignatureScheme.values()))));

  private final RecordingInbox inbox = new RecordingInbox();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WebhookService service =
      new WebhookService(settings, inbox, InstantSource.fixed(NOW), meters);

  private final WebServer server =
      Listeners.create(
              new ListenerSettings(LOOPBACK, 0, 1 << 20), // 1 MiB
              HttpRouting.builder().register(service),
              () -> 0,
              service::refused)
          .start();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Logger logger = (Logger) LoggerFactory.getLogger("e2b-webhook");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    client.close();
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "created, create",
    "killed, kill",
    "paused, pause",
    "resumed, resume",
    "updated, update",
    "checkpointed, checkpoint"
  })
  void takesEveryTypeThatItKnows(String past, String label) throws Exception {
    var answer = post("/webhooks/e2b", BLUE, event("sandbox.lifecycle." + past, "id-1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Event "
                + label
                + " processed successfully\",\"sandboxId\":\"iabc\","
                + "\"timestamp\":\"2026-08-21T20:00:22.50Z\"}");
    assertThat(inbox.taken()).hasSize(1);
    assertThat(inbox.taken().getFirst().receivedAt()).isEqualTo(NOW);
    assertThat(count("requests", "outcome", "accepted")).isOne();
    assertThat(count("events", "type", label)).isOne();
  }

  @Test
  void takesTheSameEventOnce() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    post("/webhooks/e2b", BLUE, body);

    var again = post("/webhooks/e2b", BLUE, body);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body())
        .startsWith("{\"success\":true,\"message\":\"Event kill already processed\"");
    assertThat(inbox.taken()).hasSize(1);
    assertThat(count("requests", "outcome", "duplicate")).isOne();
    assertThat(count("events", "type", "kill")).isOne();
  }

  @Test
  void recordsAnUnknownTypeEachTime() throws Exception {
    var body = event("sandbox.lifecycle.forked", "id-1");

    for (var time = 0; time < 2; time++) {
      var answer = post("/webhooks/e2b", BLUE, body);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith(
              "{\"success\":true,\"message\":\"Event sandbox.lifecycle.forked recorded\","
                  + "\"sandboxId\":\"iabc\"");
    }
    assertThat(count("requests", "outcome", "recorded")).isEqualTo(2);
    assertThat(count("events", "type", "other")).isOne();
  }

  @Test
  void refusesWhatIsNotSigned() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");

    assertThat(answer(send(request("/webhooks/e2b", body))))
        .isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(answer(post("/webhooks/e2b", Secret.of("another"), body)))
        .isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(inbox.taken()).isEmpty();
    assertThat(service.invalidSignatures()).isEqualTo(2);
    assertThat(count("requests", "outcome", "invalid-signature")).isEqualTo(2);
    assertThat(log.list).isEmpty();
  }

  @Test
  void refusesAnotherVersionOfSignature() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    var request = signed("/webhooks/e2b", BLUE, body).header("e2b-signature-version", "v2");

    assertThat(answer(send(request)))
        .isEqualTo("401 {\"error\":\"Unsupported signature version\"}");
    assertThat(count("requests", "outcome", "unsupported-version")).isOne();
  }

  @Test
  void acceptsTheVersionThatItKnowsAndTheUrlSafeAlphabet() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    var signature = Signature.sign(BLUE, body).replace('+', '-').replace('/', '_');
    var request =
        request("/webhooks/e2b", body)
            .header("E2B-Signature", signature)
            .header("e2b-signature-version", "v1");

    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | body is not strict JSON",
        "[] | body is not a JSON object",
        "`` | body is not a JSON object",
        "{}x | body goes on after the JSON object",
        "{'type':'a','type':'b'} | body has a key twice in one object",
        "{'type':'a','timestamp':'2026-08-21T20:00:22Z'} | sandbox id is missing",
        "{'sandbox_id':'iabc','timestamp':'2026-08-21T20:00:22Z'} | type is missing",
        "{'sandbox_id':'iabc','type':'a'} | timestamp is missing",
        "{'sandbox_id':'iabc','type':'a','timestamp':'x'} | timestamp is not an RFC 3339 time"
      })
  void refusesASignedBodyThatIsNoEvent(String body, String why) throws Exception {
    var answer = post("/webhooks/e2b", BLUE, body.replace('\'', '"').getBytes(UTF_8));

    assertThat(answer(answer)).isEqualTo("400 {\"error\":\"" + why + "\"}");
    assertThat(inbox.taken()).isEmpty();
    assertThat(count("requests", "outcome", "malformed")).isOne();
  }

  @Test
  void refusesBadUtf8AndThePaddingOfAnExtension() throws Exception {
    var latin = "{\"type\":\"\u00e9\"}".getBytes(ISO_8859_1);
    var extended =
        (new String(event(EventTypes.KILLED, "id-1"), ISO_8859_1) + "\u0080\u0000\u0000{}")
            .getBytes(ISO_8859_1);

    assertThat(answer(post("/webhooks/e2b", BLUE, latin)))
        .isEqualTo("400 {\"error\":\"body is not UTF-8\"}");
    assertThat(answer(post("/webhooks/e2b", BLUE, extended)))
        .isEqualTo("400 {\"error\":\"body is not UTF-8\"}");
    assertThat(inbox.taken()).isEmpty();
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    var large = new byte[(1 << 20) + 1];
    var chunked =
        HttpRequest.newBuilder(uri("/webhooks/e2b"))
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    assertThat(send(request("/webhooks/e2b", large)).statusCode()).isEqualTo(413);
    assertThat(send(chunked).statusCode()).isEqualTo(413);
    assertThat(count("requests", "outcome", "too-large")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void knowsOneMethod(String method) throws Exception {
    var named = HttpRequest.newBuilder(uri("/postreceive/blue"));
    var unnamed = HttpRequest.newBuilder(uri("/webhooks/e2b"));

    assertThat(send(named.method(method, BodyPublishers.noBody())).statusCode()).isEqualTo(405);
    assertThat(send(unnamed.method(method, BodyPublishers.noBody())).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/webhooks", "/webhooks/e2b/blue/more", "/postreceive2"})
  void knowsNoOtherPath(String path) throws Exception {
    var answer = post(path, BLUE, event(EventTypes.KILLED, "id-1"));

    assertThat(answer(answer)).isEqualTo("404 {\"error\":\"Not Found\"}");
  }

  @Test
  void findsTheAccountByItsSecret() throws Exception {
    post("/webhooks/e2b", GREEN, event(EventTypes.CREATED, "id-1"));
    post("/postreceive", BLUE, event(EventTypes.CREATED, "id-2"));

    assertThat(inbox.taken())
        .extracting(RecordingInbox.Taken::account)
        .containsExactly(GREEN_ID, BLUE_ID);
  }

  @Test
  void holdsANamedAccountToItsOwnSecret() throws Exception {
    var body = event(EventTypes.CREATED, "id-1");

    assertThat(post("/webhooks/e2b/blue", BLUE, body).statusCode()).isEqualTo(200);
    assertThat(post("/webhooks/e2b/blue", GREEN, body).statusCode()).isEqualTo(401);
    assertThat(answer(post("/webhooks/e2b/red", BLUE, body)))
        .isEqualTo("404 {\"error\":\"Unknown account\"}");
    assertThat(count("requests", "outcome", "unknown-account")).isOne();
  }

  @Test
  void takesALegacyBodyWithHmacWhereTheAccountAcceptsIt() throws Exception {
    var body = LEGACY_KILL.getBytes(UTF_8);

    var taken =
        send(
            request("/postreceive", body)
                .header("X-E2B-Signature", Signature.signHmac(GREEN, body)));
    var refused =
        send(
            request("/postreceive", body)
                .header("X-E2B-Signature", Signature.signHmac(BLUE, body)));

    assertThat(answer(taken))
        .isEqualTo(
            "200 {\"success\":true,\"message\":\"Event kill processed successfully\","
                + "\"sandboxId\":\"test-xxx\",\"timestamp\":\"2026-08-21T20:00:22.120Z\"}");
    assertThat(answer(refused)).isEqualTo("401 {\"error\":\"Invalid signature\"}");
  }

  @Test
  void asksForTheEventAgainWhenItCannotStoreIt() throws Exception {
    inbox.fail("the disk is full");

    var answer = post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-1"));

    assertThat(answer(answer)).isEqualTo("503 {\"error\":\"Cannot store the event now\"}");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(count("requests", "outcome", "unavailable")).isOne();
  }

  @Test
  void saysInTheLogWhatAKillDid() throws Exception {
    inbox.holds(new SandboxId("iabc"));

    post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-1"));
    post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-2"));

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Signature verified successfully",
            "Received kill event for sandbox iabc",
            "Removed sandbox iabc from inventory",
            "Signature verified successfully",
            "Received kill event for sandbox iabc",
            "Sandbox iabc was not in the inventory");
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kill", EventTypes.PAUSED, "update", "checkpoint", "something.new"})
  void takesItsOwnTestEvent(String type) throws Exception {
    var body = TestEvent.body(type, new SandboxId("itest"), NOW, "id-1");
    var request = request("/webhooks/e2b", body);
    TestEvent.headers(BLUE, body).forEach(request::setHeader);

    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  private static byte[] event(String type, String id) {
    return """
    {"id":"%s","version":"v2","type":"%s","timestamp":"2026-08-21T20:00:22.50Z",
     "sandbox_id":"iabc"}
    """
        .formatted(id, type)
        .getBytes(UTF_8);
  }

  private double count(String counter, String label, String value) {
    return meters.get("e2b_reconciler.webhook." + counter).tag(label, value).counter().count();
  }

  private static String answer(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }

  private HttpResponse<String> post(String path, Secret secret, byte[] body) throws Exception {
    return send(signed(path, secret, body));
  }

  private HttpRequest.Builder signed(String path, Secret secret, byte[] body) {
    return request(path, body).header("e2b-signature", Signature.sign(secret, body));
  }

  private HttpRequest.Builder request(String path, byte[] body) {
    return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://" + LOOPBACK + ":" + server.port() + path);
  }
}

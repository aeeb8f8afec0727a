package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.BLUE_ID;
import static io.github.e2breconciler.webhook.WebhookFixture.GREEN;
import static io.github.e2breconciler.webhook.WebhookFixture.GREEN_ID;
import static io.github.e2breconciler.webhook.WebhookFixture.NOW;
import static io.github.e2breconciler.webhook.WebhookFixture.answer;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.sandbox.SandboxId;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class WebhookServiceIT {

  private static final String LEGACY_KILL =
      """
      {"eventCategory":"lifecycle","eventLabel":"kill","sandboxId":"test-xxx",
       "sandboxTeamId":"team","timestamp":"2026-08-21T20:00:22.120Z"}
      """;

  private final WebhookFixture webhook = new WebhookFixture();

  @AfterEach
  void stop() {
    webhook.close();
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
    var answer = webhook.post("/webhooks/e2b", BLUE, event("sandbox.lifecycle." + past, "id-1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Event "
                + label
                + " processed successfully\",\"sandboxId\":\"iabc\","
                + "\"timestamp\":\"2026-08-21T20:00:22.50Z\"}");
    assertThat(webhook.inbox().taken()).hasSize(1);
    assertThat(webhook.inbox().taken().getFirst().receivedAt()).isEqualTo(NOW);
    assertThat(webhook.count("requests", "outcome", "accepted")).isOne();
    assertThat(webhook.count("events", "type", label)).isOne();
  }

  @Test
  void takesAPathForItselfThatIsBelowAnother() throws Exception {
    try (var nested = new WebhookFixture(List.of("/webhooks", "/webhooks/e2b"))) {
      assertThat(nested.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-1")))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
      assertThat(nested.post("/webhooks/green", GREEN, event(EventTypes.KILLED, "id-2")))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
      assertThat(nested.post("/webhooks/e2b/green", GREEN, event(EventTypes.KILLED, "id-3")))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
      assertThat(nested.inbox().taken()).hasSize(3);
    }
  }

  /** A proxy before us may take another of the two for its end, and the rest for a request. */
  @Test
  void refusesABodyOfALengthThatComesInChunks() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    var head =
        """
        POST /webhooks/e2b HTTP/1.1\r
        Host: a\r
        Content-Length: 5\r
        Transfer-Encoding: chunked\r
        Connection: close\r
        e2b-signature: %s\r
        \r
        %x\r
        """
            .formatted(Signature.sign(BLUE, body), body.length);
    try (var socket = new Socket(webhook.uri("/").getHost(), webhook.uri("/").getPort())) {
      // in one piece, for the connection may be closed after the head
      socket
          .getOutputStream()
          .write((head + new String(body, UTF_8) + "\r\n0\r\n\r\n").getBytes(UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .containsOnlyOnce("HTTP/1.1");
    }
    assertThat(webhook.inbox().taken()).isEmpty();
  }

  @Test
  void takesTheSameEventOnce() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    webhook.post("/webhooks/e2b", BLUE, body);

    var again = webhook.post("/webhooks/e2b", BLUE, body);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body())
        .startsWith("{\"success\":true,\"message\":\"Event kill already processed\"");
    assertThat(webhook.inbox().taken()).hasSize(1);
    assertThat(webhook.count("requests", "outcome", "duplicate")).isOne();
    assertThat(webhook.count("events", "type", "kill")).isOne();
  }

  @Test
  void recordsAnUnknownTypeEachTime() throws Exception {
    var body = event("sandbox.lifecycle.forked", "id-1");

    for (var time = 0; time < 2; time++) {
      var answer = webhook.post("/webhooks/e2b", BLUE, body);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith(
              "{\"success\":true,\"message\":\"Event sandbox.lifecycle.forked recorded\","
                  + "\"sandboxId\":\"iabc\"");
    }
    assertThat(webhook.count("requests", "outcome", "recorded")).isEqualTo(2);
    assertThat(webhook.count("events", "type", "other")).isOne();
  }

  @Test
  void acceptsTheVersionThatItKnowsAndTheUrlSafeAlphabet() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    var signature = Signature.sign(BLUE, body).replace('+', '-').replace('/', '_');
    var request =
        webhook
            .request("/webhooks/e2b", body)
            .header("E2B-Signature", signature)
            .header("e2b-signature-version", "v1");

    assertThat(webhook.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void findsTheAccountByItsSecret() throws Exception {
    webhook.post("/webhooks/e2b", GREEN, event(EventTypes.CREATED, "id-1"));
    webhook.post("/postreceive", BLUE, event(EventTypes.CREATED, "id-2"));

    assertThat(webhook.inbox().taken())
        .extracting(RecordingInbox.Taken::account)
        .containsExactly(GREEN_ID, BLUE_ID);
  }

  @Test
  void holdsANamedAccountToItsOwnSecret() throws Exception {
    var body = event(EventTypes.CREATED, "id-1");

    assertThat(webhook.post("/webhooks/e2b/blue", BLUE, body).statusCode()).isEqualTo(200);
    assertThat(webhook.post("/webhooks/e2b/blue", GREEN, body).statusCode()).isEqualTo(401);
    assertThat(answer(webhook.post("/webhooks/e2b/red", BLUE, body)))
        .isEqualTo("404 {\"error\":\"Unknown account\"}");
    assertThat(webhook.count("requests", "outcome", "unknown-account")).isOne();
  }

  @Test
  void takesALegacyBodyWithHmacWhereTheAccountAcceptsIt() throws Exception {
    var body = LEGACY_KILL.getBytes(UTF_8);

    var taken =
        webhook.send(
            webhook
                .request("/postreceive", body)
                .header("X-E2B-Signature", Signature.signHmac(GREEN, body)));
    var refused =
        webhook.send(
            webhook
                .request("/postreceive", body)
                .header("X-E2B-Signature", Signature.signHmac(BLUE, body)));

    assertThat(answer(taken))
        .isEqualTo(
            "200 {\"success\":true,\"message\":\"Event kill processed successfully\","
                + "\"sandboxId\":\"test-xxx\",\"timestamp\":\"2026-08-21T20:00:22.120Z\"}");
    assertThat(answer(refused)).isEqualTo("401 {\"error\":\"Invalid signature\"}");
  }

  @Test
  void saysInTheLogWhatAKillDid() throws Exception {
    webhook.inbox().holds(new SandboxId("iabc"));

    webhook.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-1"));
    webhook.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-2"));

    assertThat(webhook.log())
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Signature verified successfully",
            "Received kill event for sandbox iabc",
            "Removed sandbox iabc from inventory",
            "Signature verified successfully",
            "Received kill event for sandbox iabc",
            "Sandbox iabc was not in the inventory");
    assertThat(webhook.log()).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kill", EventTypes.PAUSED, "update", "checkpoint", "something.new"})
  void takesItsOwnTestEvent(String type) throws Exception {
    var body = TestEvent.body(type, new SandboxId("itest"), NOW, "id-1");
    var request = webhook.request("/webhooks/e2b", body);
    TestEvent.headers(BLUE, body).forEach(request::setHeader);

    assertThat(webhook.send(request).statusCode()).isEqualTo(200);
  }
}

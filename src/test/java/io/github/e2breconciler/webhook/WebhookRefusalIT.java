package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.answer;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class WebhookRefusalIT {

  private final WebhookFixture webhook = new WebhookFixture();

  @AfterEach
  void stop() {
    webhook.close();
  }

  @Test
  void refusesWhatIsNotSigned() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");

    assertThat(answer(webhook.send(webhook.request("/webhooks/e2b", body))))
        .isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(answer(webhook.post("/webhooks/e2b", Secret.of("another"), body)))
        .isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(webhook.inbox().taken()).isEmpty();
    assertThat(webhook.count("requests", "outcome", "invalid-signature")).isEqualTo(2);
    assertThat(webhook.log()) // and not of the second
        .singleElement()
        .asString()
        .contains("deliveries refused for their signature count=1 last=127.0.0.1");
  }

  @Test
  void refusesAnotherVersionOfSignature() throws Exception {
    var body = event(EventTypes.KILLED, "id-1");
    var request = webhook.signed("/webhooks/e2b", BLUE, body).header("e2b-signature-version", "v2");

    assertThat(answer(webhook.send(request)))
        .isEqualTo("401 {\"error\":\"Unsupported signature version\"}");
    assertThat(webhook.count("requests", "outcome", "unsupported-version")).isOne();
  }

  @Test
  void refusesASignedBodyThatIsNoEvent() throws Exception {
    var answer = webhook.post("/webhooks/e2b", BLUE, "{}x".getBytes(UTF_8));

    assertThat(answer(answer)).isEqualTo("400 {\"error\":\"body goes on after the JSON object\"}");
    assertThat(webhook.inbox().taken()).isEmpty();
    assertThat(webhook.count("requests", "outcome", "malformed")).isOne();
    assertThat(webhook.log())
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains(
            "refused a signed body account=blue reason=\"body goes on after the JSON object\"");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    var large = new byte[(1 << 20) + 1];
    var chunked =
        HttpRequest.newBuilder(webhook.uri("/webhooks/e2b"))
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    assertThat(webhook.send(webhook.request("/webhooks/e2b", large)).statusCode()).isEqualTo(413);
    assertThat(webhook.send(chunked).statusCode()).isEqualTo(413);
    assertThat(webhook.count("requests", "outcome", "too-large")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "-1", "", "81;a=b"})
  void refusesAChunkWhoseSizeIsNoNumber(String size) throws Exception {
    var uri = webhook.uri("/webhooks/e2b");
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      var head = "POST /webhooks/e2b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      socket.getOutputStream().write((head + size + "\r\n").getBytes(UTF_8));
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("Connection: close", "the size of a chunk is no number");
    }
    assertThat(webhook.count("requests", "outcome", "malformed")).isOne();
    assertThat(webhook.failingSources()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void knowsOneMethod(String method) throws Exception {
    var named = HttpRequest.newBuilder(webhook.uri("/postreceive/blue"));
    var unnamed = HttpRequest.newBuilder(webhook.uri("/webhooks/e2b"));

    assertThat(webhook.send(named.method(method, BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
    assertThat(webhook.send(unnamed.method(method, BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/webhooks", "/webhooks/e2b/blue/more", "/postreceive2"})
  void knowsNoOtherPath(String path) throws Exception {
    var answer = webhook.post(path, BLUE, event(EventTypes.KILLED, "id-1"));

    assertThat(answer(answer)).isEqualTo("404 {\"error\":\"Not Found\"}");
  }

  @Test
  void asksForTheEventAgainWhenItCannotStoreIt() throws Exception {
    webhook.inbox().fail("the disk is full");

    var answer = webhook.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "id-1"));

    assertThat(answer(answer)).isEqualTo("503 {\"error\":\"Cannot store the event now\"}");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(webhook.count("requests", "outcome", "unavailable")).isOne();
  }
}

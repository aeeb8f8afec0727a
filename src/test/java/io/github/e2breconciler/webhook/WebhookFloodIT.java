package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.e2breconciler.config.Reads;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.http.TrustedProxies;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(120)
final class WebhookFloodIT {

  private static final int BURST = 10_000;
  private static final String END = "\r\n\r\n";

  private final Logger logger = (Logger) LoggerFactory.getLogger("e2b-webhook");
  private final WebhookFixture webhook = new WebhookFixture();

  @BeforeEach
  void beQuiet() {
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void stop() {
    webhook.close();
    logger.setLevel(null);
  }

  @Test
  void takesABurstOfHonestEventsFromOneAddress() throws Exception {
    try (var socket = connect();
        var in = new BufferedInputStream(socket.getInputStream())) {
      var writer =
          Thread.ofVirtual()
              .start(() -> {
                for (var i = 0; i < BURST; i++) {
                  write(socket, signed(event(EventTypes.KILLED, "id-" + i)));
                }
              });
      for (var i = 0; i < BURST; i++) {
        assertThat(readAnswer(in)).startsWith("HTTP/1.1 200");
      }
      writer.join();
    }
    assertThat(webhook.count("requests", "outcome", "accepted")).isEqualTo(BURST);
  }

  @Test
  void refusesTheUnsignedBeforeTheirBodyComes() throws Exception {
    try (var socket = connect();
        var in = new BufferedInputStream(socket.getInputStream())) {
      write(socket, head(1 << 20, ""));

      assertThat(readAnswer(in)).startsWith("HTTP/1.1 401").contains("Invalid signature");
    }
    try (var socket = connect();
        var in = new BufferedInputStream(socket.getInputStream())) {
      write(socket, head(600, "e2b-signature: of no use\r\n"));

      assertThat(readAnswer(in)).startsWith("HTTP/1.1 401");
    }
    assertThat(webhook.count("requests", "outcome", "invalid-signature")).isEqualTo(2);
  }

  @Test
  void letsTheUnsignedFinishTheirBodySoThatTheySeeTheAnswer() throws Exception {
    try (var socket = connect();
        var in = new BufferedInputStream(socket.getInputStream())) {
      write(socket, head(1 << 20, "") + "a".repeat(1 << 20));

      assertThat(readAnswer(in)).startsWith("HTTP/1.1 401").contains("Connection: close");
      assertThat(in.read()).isNegative();
    }
  }

  @Test
  void takesAnEventFromASourceThatFailedALot() throws Exception {
    var forged = "A".repeat(43);
    for (var i = 0; i < 3 * FailingSources.MANY; i++) {
      try (var socket = connect();
          var in = new BufferedInputStream(socket.getInputStream())) {
        write(socket, head(2, "e2b-signature: " + forged + "\r\n") + "{}");
        assertThat(readAnswer(in)).startsWith("HTTP/1.1 401");
      }
    }

    assertThat(webhook.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "a")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void tellsSourcesApartByWhatTrustedProxiesForwardAlone() throws Exception {
    forgeFor(webhook, "203.0.113.7");
    forgeFor(webhook, "203.0.113.8");

    assertThat(webhook.failingSources()).isEqualTo(1); // anybody may claim to forward

    var ours = Reads.read("trusted-proxies: [127.0.0.0/8]", TrustedProxies::read);
    try (var behindProxy = new WebhookFixture(() -> 0, ours)) {
      forgeFor(behindProxy, "203.0.113.7");
      forgeFor(behindProxy, "203.0.113.8, 127.0.0.9");
      forgeFor(behindProxy, "203.0.113.7");

      assertThat(behindProxy.failingSources()).isEqualTo(2);

      var honest = behindProxy.signed("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "a"));
      assertThat(behindProxy.send(honest.header("X-Forwarded-For", "203.0.113.7")).statusCode())
          .isEqualTo(200);
      assertThat(behindProxy.failingSources()).isEqualTo(1); // one that verifies clears its source
    }
  }

  private static void forgeFor(WebhookFixture webhook, String source) throws Exception {
    var forged =
        webhook
            .request("/webhooks/e2b", event(EventTypes.KILLED, "forged"))
            .header("e2b-signature", "A".repeat(43))
            .header("X-Forwarded-For", source);

    assertThat(webhook.send(forged).statusCode()).isEqualTo(401);
  }

  @Test
  void saysComeAgainToLargeBodiesThatFindNoRoomButTakesEvents() throws Exception {
    var stalled = new ArrayList<Socket>();
    var answers = new ArrayList<String>();
    try {
      var plausible = "e2b-signature: " + "A".repeat(43) + "\r\n";
      for (var i = 0; i < 40; i++) {
        var socket = connect();
        stalled.add(socket);
        write(socket, head(1 << 20, plausible) + "{");
        socket.setSoTimeout(200);
        answers.add(answerIfAny(socket));
      }

      assertThat(answers.getLast()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
      assertThat(webhook.count("requests", "outcome", "overloaded")).isPositive();
      assertThat(webhook.post("/webhooks/e2b", BLUE, event(EventTypes.KILLED, "a")).statusCode())
          .isEqualTo(200);
    } finally {
      for (var socket : stalled) {
        socket.close();
      }
    }
  }

  private static String answerIfAny(Socket socket) throws IOException {
    try {
      return readAnswer(new BufferedInputStream(socket.getInputStream()));
    } catch (SocketTimeoutException e) {
      return "";
    }
  }

  private Socket connect() throws IOException {
    var uri = webhook.uri("/");
    return new Socket(uri.getHost(), uri.getPort());
  }

  private static String signed(byte[] body) {
    return head(body.length, "e2b-signature: " + Signature.sign(BLUE, body) + "\r\n")
        + new String(body, ISO_8859_1);
  }

  private static String head(int length, String headers) {
    return "POST /webhooks/e2b HTTP/1.1\r\nHost: a\r\n%sContent-Length: %d%s"
        .formatted(headers, length, END);
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One answer, head and body. */
  private static String readAnswer(BufferedInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(END) < 0) {
      var next = in.read();
      if (next < 0) {
        throw new AssertionError("no answer after: " + head);
      }
      head.append((char) next);
    }
    var length =
        List.of(head.toString().split("\r\n")).stream()
            .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    return head + new String(in.readNBytes(length), ISO_8859_1);
  }
}

package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.testing.SelfSigned;
import io.github.e2breconciler.webhook.Stalling.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * In real time, because what it shows is a promise about real time; it ends with the last stall.
 * With {@code -Dhostile.lives=30} each comes back as often, which takes about five minutes.
 */
@Timeout(600)
final class HostileClientsIT {

  private static final int CLIENTS = 2_000;
  private static final int LIVES = Integer.getInteger("hostile.lives", 1);

  /** Those that a port with TLS must bear with; all else is no handshake, and refused at once. */
  private static final List<Kind> BEFORE_TLS = List.of(Kind.NOTHING, Kind.HALF_A_HANDSHAKE);

  @TempDir private Path folder;
  private static final Duration HONEST = Duration.ofSeconds(1);
  private static final Duration CLOSED = Duration.ofSeconds(15);
  private static final Duration TICK = Duration.ofMillis(500);

  @Test
  void answersHonestSendersWhileThousandsStallAndClosesThose() throws Exception {
    var slowest = Duration.ZERO;
    var honest = 1;
    var certificate = SelfSigned.create(folder, "server", "EC");
    try (var plain = new WebhookFixture(System::nanoTime);
        var secure = new WebhookFixture(System::nanoTime, certificate);
        var stalling = new Stalling(plain.uri("/"));
        var stallingTls = new Stalling(secure.uri("/"))) {
      // A program just started is slow at everything.
      sendOnNewConnection(plain, HttpClient.newBuilder(), "id-0");
      sendOnNewConnection(secure, trusting(certificate), "id-0");
      open(stalling, List.of(Kind.values()));
      open(stallingTls, BEFORE_TLS);
      while (stalling.anyOpen() || stallingTls.anyOpen()) {
        stalling.goOnFor(TICK);
        stallingTls.goOnFor(TICK);
        var id = "id-" + honest++;
        slowest = longer(slowest, sendOnNewConnection(plain, HttpClient.newBuilder(), id));
        slowest = longer(slowest, sendOnNewConnection(secure, trusting(certificate), id));
      }

      assertThat(stalling.longestOpen()).isLessThan(CLOSED);
      assertThat(stallingTls.longestOpen()).isLessThan(CLOSED);
      assertThat(slowest).isLessThan(HONEST);
      assertThat(plain.inbox().taken()).hasSize(honest);
      assertThat(secure.inbox().taken()).hasSize(honest);
      assertThat(honest).isGreaterThan(5); // they stalled for a while, so it was tried
    }
  }

  private static void open(Stalling stalling, List<Kind> kinds) throws IOException {
    for (var i = 0; i < CLIENTS / kinds.size() + 1; i++) {
      for (var kind : kinds) {
        stalling.open(kind, LIVES);
      }
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static HttpClient.Builder trusting(SelfSigned certificate) {
    return HttpClient.newBuilder().sslContext(certificate.trusting());
  }

  private static Duration sendOnNewConnection(
      WebhookFixture webhook, HttpClient.Builder sender, String id) throws Exception {
    var request = webhook.signed("/webhooks/e2b", BLUE, event(EventTypes.KILLED, id)).build();
    try (var client = sender.build()) {
      var from = System.nanoTime();
      var answer = client.send(request, BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      return Duration.ofNanos(System.nanoTime() - from);
    }
  }
}
